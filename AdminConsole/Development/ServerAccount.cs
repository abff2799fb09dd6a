using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace AdminConsole.Development;

/// <summary>The account of the operating system that PostgreSQL runs under: ours, but never root, which it refuses.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ServerAccount
{
    // Where the chosen account gets in when the clone lies in a folder that only root may enter.
    private const string Elsewhere = "/var/lib/admin-console";

    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string[] prefix;
    private readonly string? owner;

    private ServerAccount(string[] prefix, string? owner) => (this.prefix, this.owner) = (prefix, owner);

    /// <summary>Ourselves, or for root the owner of the data, or the first unprivileged account that this machine has.</summary>
    public static async Task<ServerAccount> FindAsync(string dataFolder, CancellationToken cancel)
    {
        // A session of its own: Ctrl+C in the terminal is for the application, which then ends its server.
        string[] session = (await Command.RunAsync(["setsid", "--version"], null, cancel)).Succeeded ? ["setsid"] : [];
        if (!Environment.IsPrivilegedProcess)
        {
            return new(session, null);
        }

        var present = await Command.RunAsync(["stat", "-L", "-c", "%U", dataFolder], null, cancel);
        foreach (var name in (string[])[present.Succeeded && present.Output != "root" ? present.Output : "postgres", "postgres", "nobody"])
        {
            if (await Command.RunAsync(["id", "-u", name], null, cancel) is { Succeeded: true } user &&
                await Command.RunAsync(["id", "-g", name], null, cancel) is { Succeeded: true } group)
            {
                string[] drop = ["setpriv", $"--reuid={user.Output}", $"--regid={group.Output}", "--clear-groups"];
                if ((await Command.RunAsync([.. drop, "true"], null, cancel)).Succeeded)
                {
                    return new([.. session, .. drop], $"{user.Output}:{group.Output}");
                }
            }
        }

        throw new InvalidOperationException("PostgreSQL refuses to run as root, and setpriv to an account postgres or nobody does not work here. Start as an ordinary user.");
    }

    /// <summary>The command line that runs a shell script under this account.</summary>
    public IReadOnlyList<string> Shell(string script, IEnumerable<string> arguments) => [.. prefix, "sh", "-c", script, "private-postgres", .. arguments];

    /// <summary>Makes the data folder, or one elsewhere with a link to it when the account could not get in; the path to use.</summary>
    public async Task<string> PrepareAsync(string folder, CancellationToken cancel)
    {
        var parent = Path.GetDirectoryName(folder)!;
        if (!Directory.Exists(parent))
        {
            Directory.CreateDirectory(parent);
            if (owner is not null)
            {
                File.SetUnixFileMode(parent, Passable);
            }
        }

        if (await ReachesAsync(parent, cancel))
        {
            await OwnAsync(folder, cancel);
            return folder;
        }

        var real = Path.Combine(Elsewhere, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16]);
        MakeElsewhere();
        await OwnAsync(real, cancel);
        if (new DirectoryInfo(folder).LinkTarget is null)
        {
            Directory.CreateSymbolicLink(folder, real);
        }

        return real;
    }

    /// <summary>Makes a folder that is this account's own and nobody else's.</summary>
    public async Task OwnAsync(string folder, CancellationToken cancel)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        Directory.CreateDirectory(folder, Private);
        if (owner is not null && await Command.RunAsync(["chown", owner, folder], null, cancel) is { Succeeded: false } refused)
        {
            throw new InvalidOperationException($"{folder} cannot be given to the account that runs PostgreSQL: {refused.Output}");
        }
    }

    /// <summary>The folder of programs, or a copy of it where the account gets in.</summary>
    public async Task<string> ReachAsync(string binaries, CancellationToken cancel)
    {
        if (await ReachesAsync(Path.Combine(binaries, "postgres"), cancel))
        {
            return binaries;
        }

        MakeElsewhere();
        var copy = Path.Combine(Elsewhere, "postgres");
        var copied = await Command.RunAsync(["cp", "-RLf", Path.GetDirectoryName(binaries)!, Elsewhere], null, cancel);
        return copied.Succeeded
            ? Path.Combine(copy, "bin")
            : throw new InvalidOperationException($"PostgreSQL's programs cannot be copied to {copy}: {copied.Output}");
    }

    private static void MakeElsewhere() => File.SetUnixFileMode(Directory.CreateDirectory(Elsewhere).FullName, Passable);

    private async Task<bool> ReachesAsync(string path, CancellationToken cancel) =>
        owner is null || (await Command.RunAsync([.. prefix, "test", "-x", path], null, cancel)).Succeeded;
}
