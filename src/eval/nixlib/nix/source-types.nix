# Where the files of a package come from.
lib:
let
  kind = isSource: shortName: { inherit isSource shortName; };
in
{
  fromSource = kind true "fromSource";
  binaryNativeCode = kind false "binaryNativeCode";
  binaryBytecode = kind false "binaryBytecode";
  binaryFirmware = kind false "binaryFirmware";
  obfuscatedCode = kind false "obfuscatedCode";
}
