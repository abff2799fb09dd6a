using System.Runtime.CompilerServices;

namespace AdminConsole.Architecture;

/// <summary>The project's own source files, for rules that compiled code no longer shows.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>Files below a project's folder, build output left out; paths are relative to the root.</summary>
    public static IEnumerable<string> Files(string project, string pattern) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, project), pattern, SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !relative.Contains("/bin/", StringComparison.Ordinal) && !relative.Contains("/obj/", StringComparison.Ordinal)
        select relative;

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "AdminConsole.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The source tree is not where the tests were built.");
        return folder.FullName;
    }
}
