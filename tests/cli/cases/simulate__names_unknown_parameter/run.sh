galatea simulate -o a --set charm=1
