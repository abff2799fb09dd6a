using AdminConsole.Making;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Controls;

public sealed class FieldTests : ControlTest
{
    private static readonly RenderFragment<IReadOnlyDictionary<string, object>> Input = attributes => builder =>
    {
        builder.OpenElement(0, "input");
        builder.AddMultipleAttributes(1, attributes);
        builder.CloseElement();
    };

    [Fact]
    public void The_label_holds_the_name_and_nothing_else()
    {
        var field = Render<Field>(p => p.Add(f => f.Id, "login").Add(f => f.Label, "Identifiant").Add(f => f.Hint, "prénom.nom").Add(f => f.Error, "Inconnu").Add(f => f.ChildContent, Input));
        var label = field.Find("label");
        Assert.Equal("Identifiant", label.TextContent);
        Assert.Equal("login", label.GetAttribute("for"));
        Assert.Equal("login", field.Find("input").Id);
    }

    [Fact]
    public void Hint_and_error_describe_the_input()
    {
        var field = Render<Field>(p => p.Add(f => f.Id, "login").Add(f => f.Label, "Identifiant").Add(f => f.Hint, "prénom.nom").Add(f => f.Error, "Inconnu").Add(f => f.ChildContent, Input));
        var input = field.Find("input");
        Assert.Equal(["prénom.nom", "Inconnu"], input.GetAttribute("aria-describedby")!.Split(' ').Select(id => field.Find($"#{id}").TextContent.Trim()));
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
    }

    [Fact]
    public void Without_them_the_input_points_nowhere()
    {
        var input = Render<Field>(p => p.Add(f => f.Id, "login").Add(f => f.Label, "Identifiant").Add(f => f.ChildContent, Input)).Find("input");
        Assert.False(input.HasAttribute("aria-describedby"));
        Assert.False(input.HasAttribute("aria-invalid"));
    }
}
