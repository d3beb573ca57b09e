galatea stats nonsense
