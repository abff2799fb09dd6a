using static AdminConsole.Domain.Model.Passwords.Owners;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>Words and dates of one's own (rule 11 of recovery).</summary>
public sealed class OwnTracesTests
{
    [Theory]
    [InlineData("Lefèvre-tambour-pluie", "lefevre")]
    [InlineData("LEFEVRE tambour pluie", "lefevre")]
    [InlineData("tambour77lefevre88pluie", "lefevre")]
    [InlineData("tambourGuyenPluie", "guyen")]
    [InlineData("tambour/n'guyen/pluie", "guyen")]
    [InlineData("tambour-nguyen-pluie", "nguyen")]
    [InlineData("tambour-Nguyen\u200b-pluie", "nguyen")]
    [InlineData("tambour.éléonore.pluie", "eleonore")]
    [InlineData("tambour.e\u0301le\u0301onore.pluie", "eleonore")]
    [InlineData("tambour ＬＥＦＥＶＲＥ pluie", "lefevre")]
    public void A_word_of_the_names_is_found(string password, string word) =>
        Assert.Equal([new PasswordRefusal(PasswordFault.OwnName, Word: word)], new OwnTraces(Pupil).In(password));

    [Theory]
    [InlineData("lefevres-tambour-pluie")]
    [InlineData("guyenne-tambour-pluie")]
    [InlineData("tambour-les-pluie")]
    [InlineData("lol-tambour-pluie")]
    public void Part_of_a_longer_word_and_words_under_four_letters_are_not(string password) => Assert.Empty(new OwnTraces(Pupil).In(password));

    [Fact]
    public void A_word_is_told_once_and_under_its_first_source() =>
        Assert.Equal([new PasswordRefusal(PasswordFault.OwnName, Word: "eleonore")], new OwnTraces(Pupil).In("eleonore-tambour-pluie"));

    [Fact]
    public void Of_several_words_the_longest_is_told() =>
        Assert.Equal("eleonore", Assert.Single(new OwnTraces(Pupil).In("guyen-eleonore-pluie")).Word);

    [Theory]
    [InlineData("girafe05032012")]
    [InlineData("girafe05/03/2012")]
    [InlineData("girafe05-03-2012")]
    [InlineData("girafe 05 03 2012")]
    [InlineData("girafe05.03.12")]
    [InlineData("girafe050312")]
    [InlineData("20120305girafe")]
    [InlineData("2012-03-05girafe")]
    [InlineData("2012_03_05girafe")]
    [InlineData("05 / 03 / 2012")]
    [InlineData("0503girafe05🎂03🎂2012")]
    public void The_birth_date_is_found_whatever_separates_it(string password) =>
        Assert.Equal([new PasswordRefusal(PasswordFault.BirthDate)], new OwnTraces(Pupil).In(password));

    [Theory]
    [InlineData("girafe06032012")]
    [InlineData("girafe03052012x")]
    [InlineData("05girafe03tambour2012")]
    [InlineData("girafe2012")]
    public void Other_dates_are_not(string password) => Assert.Empty(new OwnTraces(Pupil).In(password));

    [Fact]
    public void Without_a_birth_date_there_is_nothing_to_find() => Assert.Empty(new OwnTraces(Pupil with { BirthDate = null }).In("girafe05032012"));

    [Fact]
    public void An_account_gives_every_name_login_and_alias()
    {
        var account = new Account { FamilyName = "Dupont", GivenName = "Zoé", UsageName = "Martin", Login = "zoe.dupont", Alias = "zouzou", Profile = Profile.Relative };
        var owner = PasswordOwner.Of(account, isOperator: true, ["Collège Jean Moulin"]);
        Assert.Equal(["Dupont", "Zoé", "Martin"], owner.Names);
        Assert.Equal(["zoe.dupont", "zouzou"], owner.Logins);
        Assert.Equal((Profile.Relative, true, "Collège Jean Moulin"), (owner.Profile, owner.IsOperator, Assert.Single(owner.Schools)));
    }
}
