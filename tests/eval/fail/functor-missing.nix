map { } [ 1 ]
