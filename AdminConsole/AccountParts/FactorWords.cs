using AdminConsole.Domain.SignIn;
using Microsoft.Extensions.Localization;

namespace AdminConsole.AccountParts;

/// <summary>What came of proving a second factor, in words.</summary>
public static class FactorWords
{
    /// <summary>Why it was not proven, and how long the next try has to wait.</summary>
    public static string Of(FactorAnswer answer, IStringLocalizer<FactorTexts> texts)
    {
        string why = texts[answer.Outcome switch
        {
            FactorOutcome.Wrong => "CodeWrong",
            FactorOutcome.UsedBefore => "CodeUsed",
            FactorOutcome.Delayed => "CodeDelayed",
            FactorOutcome.NotEnrolled => "NotEnrolled",
            FactorOutcome.SignedOut or FactorOutcome.Proven => "SignedOut",
        }];
        if (answer.Wait <= TimeSpan.Zero) return why;
        var seconds = (int)Math.Ceiling(answer.Wait.TotalSeconds);
        return $"{why} {(seconds <= 90 ? texts["RetrySeconds", seconds] : texts["RetryMinutes", (int)Math.Ceiling(seconds / 60.0)])}";
    }
}
