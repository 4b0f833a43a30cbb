({ image, ports ? [ ] }: image) { image = "x"; port = 1; }
