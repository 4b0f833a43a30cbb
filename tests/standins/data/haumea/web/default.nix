{ super }: { image = "${super.name.registry}/web:1"; imports = [ "outer" ]; }
