{ imported = [ "_hidden/five" ]; }
