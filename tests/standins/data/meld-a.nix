{ n }: { nixosConfigurations.a = n; nested.x.y = 1; }
