// ocinix in VS Code: starts the language server, and shows units as read-only documents.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const SCHEME = "ocinix-unit";

let client;

async function start() {
  const settings = vscode.workspace.getConfiguration("ocinix");
  const server = { command: settings.get("path") || "ocinix", args: ["lsp"] };
  client = new LanguageClient("ocinix", "ocinix", server, {
    documentSelector: [{ language: "nix" }],
    initializationOptions: { nixos: settings.get("nixos"), showUnit: settings.get("unitLens") },
  });
  try {
    await client.start();
  } catch (error) {
    vscode.window.showErrorMessage(`ocinix did not start (${error.message}). Is "ocinix.path" right?`);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop().catch(() => {});
}

// The address of a unit: ocinix-unit:/podman-web.service?{"container":"web"}
async function showUnit(asked) {
  const container = asked?.container ?? (await vscode.window.showInputBox({ prompt: "Which container?" }));
  if (!container || !client) return;
  const unit = await client.sendRequest("ocinix/unit", { container, host: asked?.host });
  if (!unit) {
    vscode.window.showInformationMessage(`No unit of ${container} is known.`);
    return;
  }
  const query = JSON.stringify({ container, host: unit.host });
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${unit.name}`, query });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
}

async function activate(context) {
  const changed = new vscode.EventEmitter();
  const units = {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const unit = await client?.sendRequest("ocinix/unit", JSON.parse(uri.query));
      return unit?.text ?? "";
    },
  };
  const refresh = () => {
    for (const document of vscode.workspace.textDocuments) {
      if (document.uri.scheme === SCHEME) changed.fire(document.uri);
    }
  };
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, units),
    vscode.workspace.onDidSaveTextDocument(refresh),
    vscode.commands.registerCommand("ocinix.showUnit", showUnit),
    vscode.commands.registerCommand("ocinix.restart", async () => {
      await stop();
      await start();
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("ocinix")) {
        await stop();
        await start();
      }
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
