using Microsoft.Extensions.Configuration;

namespace AdminConsole.Domain.Model.Settings;

public sealed class TermsOptionsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("terms");

    [Fact]
    public void A_text_is_taken_and_none_is_needed()
    {
        Assert.Empty(Find(File("bon.md", "# Règles\n\nSoyez gentils."u8)));
        Assert.Empty(Find(File("limite.txt", new string('a', TermsOptions.MostBytes))));
        Assert.Empty(Find(""));
        Assert.Empty(Find(null));
    }

    [Fact]
    public void What_cannot_be_shown_stops_the_start_and_is_named()
    {
        foreach (var path in (string[])
        [
            Path.Combine(folder.FullName, "absent.md"), folder.FullName, "pas\0un chemin", File("vide.md", " \n"u8), File("latin1.txt", [0x72, 0xE8, 0x67, 0x6C, 0x65]),
            File("image.png", [0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 0]), File("long.txt", new string('a', TermsOptions.MostBytes + 1)),
        ])
        {
            var fault = Assert.Single(Find(path));
            Assert.Equal("Terms:File", fault.Key);
            Assert.StartsWith("must name a", fault.Expected, StringComparison.Ordinal);
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static IReadOnlyList<SettingFault> Find(string? path) =>
        new SettingsCheck(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Terms:File"] = path }).Build(), development: true).Find();

    private string File(string name, string text) => File(name, System.Text.Encoding.UTF8.GetBytes(text));

    private string File(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(folder.FullName, name);
        System.IO.File.WriteAllBytes(path, content.ToArray());
        return path;
    }
}
