galatea query -d nowhere.db love
