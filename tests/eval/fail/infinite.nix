let a = b; b = a + 1; in a
