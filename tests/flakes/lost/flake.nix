# The hosts are made by something that is not on this machine: that is said, and the modules are checked on their own.
{
  inputs.framework.url = "github:nobody/framework";
  outputs = { framework, ... }: framework.lib.make { modules = [ ./host.nix ]; };
}
