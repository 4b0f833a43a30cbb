builtins.addErrorContext "while reading the settings" (throw "bad value")
