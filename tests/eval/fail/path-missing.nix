"${./data/nosuch.txt}"
