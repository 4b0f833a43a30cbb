{ prefix, root, self }: { name = "${prefix}-top"; port = root.ports.web; again = self.name; }
