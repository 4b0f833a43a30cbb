{ n }: { nixosConfigurations.b = n + 1; nested.x.z = 2; nested.x.y = 3; }
