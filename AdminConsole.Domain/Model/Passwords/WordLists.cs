using System.IO.Compression;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>The embedded lists, most frequent word first. Lists/NOTICE.md says where they come from.</summary>
internal static class WordLists
{
    public static string[] CommonPasswords() => Read("common-passwords.txt.br");
    public static string[] FrenchHabits() => Read("french-habits.txt");
    public static string[] FrenchNames() => Read("french-names.txt.br");
    public static string[] FrenchWords() => Read("french-words.txt.br");
    public static string[] PhraseWords() => Read("phrase-words.txt");

    private static string[] Read(string file)
    {
        using var resource = typeof(WordLists).Assembly.GetManifestResourceStream(typeof(WordLists), $"Lists.{file}")
            ?? throw new InvalidOperationException($"The word list {file} is not embedded.");
        using Stream text = file.EndsWith(".br", StringComparison.Ordinal) ? new BrotliStream(resource, CompressionMode.Decompress) : resource;
        using var reader = new StreamReader(text);
        var words = new List<string>();
        while (reader.ReadLine() is { } word)
        {
            if (word.Length > 0) words.Add(word);
        }
        return [.. words];
    }
}
