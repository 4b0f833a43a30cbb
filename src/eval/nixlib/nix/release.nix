# Which nixpkgs this `lib` belongs to. One release stands for all; a known nixpkgs gives these names its own values.
lib:
{
  release = "26.11";
  codeName = "Zokor";
  versionSuffix = "pre-git";
  version = lib.trivial.release + lib.trivial.versionSuffix;
  nixpkgsVersion = lib.version;
  revisionWithDefault = default: default;

  oldestSupportedRelease = 2511;
  oldestSupportedReleaseIsAtLeast = release: release <= lib.trivial.oldestSupportedRelease;
  isInOldestRelease = lib.oldestSupportedReleaseIsAtLeast;
}
