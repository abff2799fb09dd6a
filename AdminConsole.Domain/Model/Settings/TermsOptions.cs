using System.Security;
using System.Text;

namespace AdminConsole.Domain.Model.Settings;

/// <summary>Section « Terms »: the terms of use that a person accepts when the account is activated.</summary>
public sealed class TermsOptions
{
    public const string Section = "Terms";

    /// <summary>Of a text that people are asked to read; a larger file is another file.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>Text in UTF-8, Markdown if it ends in .md. Null or empty: nobody is asked to accept anything.</summary>
    public string? File { get; set; }

    /// <summary>The text of the file; null with what is wrong with it.</summary>
    internal static string? Read(string path, out string? problem)
    {
        problem = null;
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            if (stream.Length > MostBytes)
            {
                problem = $"must name a file of {MostBytes / 1024} kB at most";
                return null;
            }
            using var reader = new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            var text = reader.ReadToEnd();
            if (!string.IsNullOrWhiteSpace(text) && !text.Contains('\0', StringComparison.Ordinal)) return text;
            problem = "must name a file with a text in it";
        }
        catch (DecoderFallbackException)
        {
            problem = "must name a text in UTF-8";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or SecurityException or ArgumentException or NotSupportedException)
        {
            problem = "must name a file that exists and that this program may read";
        }
        return null;
    }

    /// <summary>Every value that cannot stand; empty when all are good.</summary>
    public IEnumerable<SettingFault> Problems()
    {
        if (string.IsNullOrWhiteSpace(File)) yield break;
        Read(File, out var problem);
        if (problem is not null) yield return new($"{Section}:{nameof(File)}", problem);
    }
}
