using AdminConsole.Making;
using Bunit;

namespace AdminConsole.Controls;

public sealed class PasswordFieldTests : ControlTest
{
    [Fact]
    public void The_button_does_not_bear_the_name_of_the_field()
    {
        var field = Render<PasswordField>(p => p.Add(f => f.Id, "mot-de-passe").Add(f => f.Name, "password").Add(f => f.Label, "Mot de passe"));
        Assert.Equal("Mot de passe", field.Find("label").TextContent);
        Assert.Equal("Afficher", field.Find("button").TextContent);
        Assert.Equal("button", field.Find("button").GetAttribute("type"));
        Assert.Equal("password", field.Find("input").GetAttribute("type"));
    }

    [Fact]
    public void What_the_site_proposes_can_be_read()
    {
        var field = Render<PasswordField>(p => p.Add(f => f.Id, "nouveau").Add(f => f.Name, "password").Add(f => f.Label, "Nouveau mot de passe").Add(f => f.Value, "cheval lune").Add(f => f.Revealed, true));
        Assert.Equal("text", field.Find("input").GetAttribute("type"));
        Assert.Equal("cheval lune", field.Find("input").GetAttribute("value"));
        Assert.Equal("Masquer", field.Find("button").TextContent);
    }

    [Fact]
    public void A_confirmation_has_no_button_of_its_own() =>
        Assert.Empty(Render<PasswordField>(p => p.Add(f => f.Id, "c").Add(f => f.Name, "confirmation").Add(f => f.Label, "Confirmation").Add(f => f.CanShow, false)).FindAll("button"));
}
