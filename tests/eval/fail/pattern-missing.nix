({ image, ports }: image) { image = "x"; }
