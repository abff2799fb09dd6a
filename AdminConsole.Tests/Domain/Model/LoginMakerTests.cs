namespace AdminConsole.Domain.Model;

public sealed class LoginMakerTests
{
    [Theory]
    [InlineData("Éléonore", "d'Arc", "eleonore.darc")]
    [InlineData("Jean-Pierre", "Le Goff", "jeanpierre.legoff")]
    [InlineData("Marie Claire", "De La Tour", "marieclaire.delatour")]
    [InlineData("Linh", "N'Guyen", "linh.nguyen")]
    [InlineData("Linh", "N’Guyen", "linh.nguyen")]
    [InlineData("Ève", "Œuvrard", "eve.oeuvrard")]
    [InlineData("Zoë", "Yılmaz", "zoe.yilmaz")]
    [InlineData("Ömer", "Señor-Núñez", "omer.senornunez")]
    [InlineData("Eleve11", "DEDPT", "eleve11.dedpt")]
    [InlineData("  LÉA ", " Martin ", "lea.martin")]
    [InlineData("Lea.", "M.artin", "lea.martin")]
    [InlineData("Léa", "", "lea")]
    [InlineData(null, "Martin", "martin")]
    [InlineData("", "", "compte")]
    [InlineData(null, null, "compte")]
    [InlineData("'", "--", "compte")]
    [InlineData("Иван", "Петров", "compte")]
    [InlineData("李", "Wei", "wei")]
    [InlineData("😀", "´", "compte")]
    [InlineData("a@b", "c%d_e", "ab.cde")]
    [InlineData("Abcdefghijklmnopqrstuvwxyz-Abcdefgh", "Zyxwvutsrqponmlkjihgfedcba Zyxwvuts", "abcdefghijklmnopqrstuvwxyzabcd.zyxwvutsrqponmlkjihgfedcbazyxw")]
    public void Drops_what_a_login_may_not_hold(string? given, string? family, string login) =>
        Assert.Equal(login, LoginMaker.Propose(given, family));

    [Fact]
    public void The_first_has_no_number_and_the_others_count_from_two() =>
        Assert.Equal(["lea.martin", "lea.martin2", "lea.martin3"], Enumerable.Range(1, 3).Select(place => LoginMaker.Numbered("lea.martin", place)));

    [Fact]
    public void What_is_proposed_signs_in_as_it_is()
    {
        var login = LoginMaker.Propose("Éléonore", "Dupont");
        Assert.Equal(login, Folding.Login("Éléonore.Dupont"));
    }

    [Fact]
    public void The_longest_leaves_room_for_a_number()
    {
        var login = LoginMaker.Propose(new string('a', 500), new string('b', 500));
        Assert.True(LoginMaker.Numbered(login, 999).Length <= Account.LoginLength);
    }
}
