using AdminConsole.Domain.Model.Settings;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Model;

/// <summary>The terms of use as they were when the program started; they are asked for when there are any.</summary>
public sealed class Terms(IOptions<TermsOptions> options)
{
    private readonly Lazy<string?> text = new(() => options.Value.File is { } file && !string.IsNullOrWhiteSpace(file) ? TermsOptions.Read(file, out _) : null);

    /// <summary>Null when none are configured.</summary>
    public string? Text => text.Value;

    public bool IsMarkdown => options.Value.File?.EndsWith(".md", StringComparison.OrdinalIgnoreCase) is true;
}
