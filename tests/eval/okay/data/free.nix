free + 1
