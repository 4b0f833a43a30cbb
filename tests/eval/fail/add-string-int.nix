"port: " + 80
