galatea simulate -q --posts 100 -o /proc/nowhere
