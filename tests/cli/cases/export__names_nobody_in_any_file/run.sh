export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
umask 000 # what galatea writes is for its owner all the same
mkdir archives
python3 "$CASE/plant.py" archives
python3 "$CASE/scan.py" archives
