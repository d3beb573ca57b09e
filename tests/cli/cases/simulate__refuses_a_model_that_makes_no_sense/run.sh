galatea simulate -o a --set initial=0.5
