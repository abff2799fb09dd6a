using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.OwnAccount;

/// <summary>A wait in words, as on the sign-in page.</summary>
internal static class Delay
{
    /// <summary>The sentence, and how long the next try has to wait when it has to.</summary>
    public static string Then(string sentence, IStringLocalizer<OwnTexts> texts, TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero) return sentence;
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        var retry = seconds <= 90 ? texts["RetrySeconds", seconds] : texts["RetryMinutes", (int)Math.Ceiling(seconds / 60.0)];
        return $"{sentence} {retry}";
    }
}
