using System.Globalization;
using AdminConsole.Domain.Model.Passwords;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace AdminConsole.AccountParts;

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

    [Fact]
    public void While_it_is_typed_its_strength_is_told_and_what_still_grows_is_not_called_common()
    {
        Assert.Equal("Très bon mot de passe.", PasswordTexts.Say(texts, new([], PasswordStrength.VeryGood)));
        Assert.Equal("Bon mot de passe.", PasswordTexts.Say(texts, new([], PasswordStrength.Good)));
        Assert.StartsWith("Il est trop court", Refused(new(PasswordFault.TooShort, 12), new(PasswordFault.Common)), StringComparison.Ordinal);
        Assert.DoesNotContain("Beaucoup de gens", Refused(new(PasswordFault.TooShort, 12), new(PasswordFault.Common)), StringComparison.Ordinal);
        Assert.StartsWith("Trop facile à deviner. Beaucoup de gens", Refused(new PasswordRefusal(PasswordFault.Common)), StringComparison.Ordinal);
        Assert.StartsWith("Trop facile à deviner. Il est trop court", Refused(new(PasswordFault.TooShort, 12), new(PasswordFault.OwnName, Word: "jeanne")), StringComparison.Ordinal);

        string Refused(params PasswordRefusal[] refusals) => PasswordTexts.Say(texts, new(refusals, PasswordStrength.Refused));
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
