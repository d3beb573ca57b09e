galatea completion tcsh
