using System.Globalization;
using AdminConsole.Domain.Model.Passwords;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.Recovery;

public sealed class PasswordTextsTests
{
    private readonly IStringLocalizer<PasswordTexts> texts = new ServiceCollection().AddLogging().AddLocalization()
        .BuildServiceProvider().GetRequiredService<IStringLocalizer<PasswordTexts>>();

    [Fact]
    public void Every_fault_is_told_in_both_languages()
    {
        foreach (var fault in Enum.GetValues<PasswordFault>())
        {
            var french = Say("fr-FR", new PasswordRefusal(fault, 12, "dupont"));
            var english = Say("en-GB", new PasswordRefusal(fault, 12, "dupont"));
            Assert.DoesNotContain(fault.ToString(), french, StringComparison.Ordinal);
            Assert.EndsWith(".", french, StringComparison.Ordinal);
            Assert.DoesNotContain(fault.ToString(), english, StringComparison.Ordinal);
            Assert.EndsWith(".", english, StringComparison.Ordinal);
            Assert.NotEqual(french, english);
        }
    }

    [Fact]
    public void Numbers_and_words_are_in_the_sentence()
    {
        Assert.Contains("au moins 15 caractères", Say("fr-FR", new PasswordRefusal(PasswordFault.TooShort, 15)), StringComparison.Ordinal);
        Assert.Contains("«\u00a0dupont\u00a0»", Say("fr-FR", new PasswordRefusal(PasswordFault.OwnName, Word: "dupont")), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_reasons_follow_each_other()
    {
        Assert.Equal("", Say("fr-FR"));
        var both = Say("fr-FR", new PasswordRefusal(PasswordFault.TooShort, 12), new PasswordRefusal(PasswordFault.BirthDate));
        Assert.StartsWith("Il est trop court", both, StringComparison.Ordinal);
        Assert.Contains(". Il contient votre date de naissance", both, StringComparison.Ordinal);
    }

    private string Say(string culture, params PasswordRefusal[] refusals)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            return PasswordTexts.Why(texts, refusals);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
