using System.Globalization;
using System.Threading.Channels;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace AdminConsole.Controls;

public sealed class SearchBoxTests : SearchBoxTest
{
    [Fact]
    public void It_is_a_combobox_whose_label_is_its_name_and_nothing_else()
    {
        var box = Box();
        var input = box.Find("input");
        Assert.Equal("Rechercher un utilisateur", box.Find("label").TextContent);
        Assert.Equal(input.Id, box.Find("label").GetAttribute("for"));
        Assert.Equal(("combobox", "list", "false"), (input.GetAttribute("role"), input.GetAttribute("aria-autocomplete"), input.GetAttribute("aria-expanded")));
        Assert.Equal(box.Find("[role=listbox]").Id, input.GetAttribute("aria-controls"));
        Assert.Empty(box.FindAll("[role=option]"));
    }

    [Fact]
    public async Task The_first_letter_is_asked_at_once_and_its_hits_are_options()
    {
        var box = Box();
        Type(box, "d");
        Assert.Equal("true", box.Find("[role=listbox]").GetAttribute("aria-busy"));

        await AnswerAsync(box, "d", ["DUPONT Ana", "DURAND Zoé"]);

        Assert.Equal(["DUPONT Ana", "DURAND Zoé"], Options(box));
        Assert.Equal("false", box.Find("[role=listbox]").GetAttribute("aria-busy"));
        Assert.Equal("true", box.Find("input").GetAttribute("aria-expanded"));
        Assert.Equal("2 résultats", box.Find("[role=status]").TextContent);
    }

    [Fact]
    public async Task The_latest_keystroke_wins_and_cancels_the_one_before()
    {
        var box = Box();
        Type(box, "d");
        Type(box, "du");
        Assert.True(Tokens[0].IsCancellationRequested);
        await UntilAskedAsync("du");
        Type(box, "dup");
        await UntilAskedAsync("dup");

        await AnswerAsync(box, "dup", ["DUPONT Ana"]);
        await AnswerAsync(box, "du", ["DURAND Zoé"]);
        await AnswerAsync(box, "d", ["DUVAL Léo"]);

        Assert.Equal(["DUPONT Ana"], Options(box));
        Assert.Equal([true, true, false], Tokens.Select(t => t.IsCancellationRequested));
    }

    [Fact]
    public async Task Former_hits_stay_while_the_next_are_looked_for()
    {
        var box = Box();
        Type(box, "d");
        await AnswerAsync(box, "d", ["DUPONT Ana"]);
        Type(box, "du");
        Assert.Equal(["DUPONT Ana"], Options(box));
        Assert.Equal("true", box.Find("[role=listbox]").GetAttribute("aria-busy"));
    }

    [Fact]
    public async Task The_server_never_writes_into_the_field()
    {
        var box = Box();
        Type(box, "d");
        await AnswerAsync(box, "d", ["DUPONT Ana"]);
        await PressAsync(box, "ArrowDown");
        Assert.False(box.Find("input").HasAttribute("value"));
    }

    [Theory]
    [InlineData("ArrowDown", 0)]
    [InlineData("ArrowDown ArrowDown", 1)]
    [InlineData("ArrowUp", 2)]
    [InlineData("ArrowDown ArrowUp", 2)]
    [InlineData("ArrowDown ArrowDown ArrowDown ArrowDown", 0)]
    [InlineData("ArrowDown End", 2)]
    [InlineData("ArrowUp Home", 0)]
    [InlineData("End", null)]
    [InlineData("ArrowDown Escape", null)]
    public async Task Keys_move_the_active_option(string keys, int? active)
    {
        var box = Box();
        Type(box, "d");
        await AnswerAsync(box, "d", ["A", "B", "C"]);

        foreach (var key in keys.Split(' ')) await PressAsync(box, key);

        Assert.Equal(active is null ? null : box.FindAll("[role=option]")[active.Value].Id, box.Find("input").GetAttribute("aria-activedescendant"));
        Assert.Equal(active is null ? 0 : 1, box.FindAll("[role=option][aria-selected=true]").Count);
    }

    [Fact]
    public async Task Escape_closes_the_list_and_an_arrow_opens_it_again()
    {
        var box = Box();
        Type(box, "d");
        await AnswerAsync(box, "d", ["A", "B"]);
        await PressAsync(box, "Escape");
        Assert.Equal("false", box.Find("input").GetAttribute("aria-expanded"));
        Assert.True(box.Find("[role=listbox]").HasAttribute("hidden"));
        await PressAsync(box, "ArrowDown");
        Assert.Equal("true", box.Find("input").GetAttribute("aria-expanded"));
    }

    [Fact]
    public async Task Enter_chooses_the_active_option_or_submits_the_text()
    {
        var box = Box();
        Type(box, "d");
        await AnswerAsync(box, "d", ["A", "B"]);
        await PressAsync(box, "Enter");
        Assert.Equal((null, "d"), (Chosen, Submitted));
        await PressAsync(box, "ArrowUp");
        await PressAsync(box, "Enter");
        Assert.Equal("B", Chosen);
    }

    [Fact]
    public async Task A_key_waits_for_the_hits_of_what_is_typed()
    {
        var box = Box();
        Type(box, "d");
        var down = PressAsync(box, "ArrowDown");
        var enter = PressAsync(box, "Enter");
        Assert.Null(Chosen);
        await AnswerAsync(box, "d", ["DUPONT Ana"]);
        await Task.WhenAll(down, enter);
        Assert.Equal("DUPONT Ana", Chosen);
    }

    [Fact]
    public async Task Keys_that_wait_act_in_the_order_in_which_they_were_pressed()
    {
        var box = Box();
        Type(box, "d");
        var pressed = new[] { "ArrowDown", "ArrowDown", "Enter" }.Select(key => PressAsync(box, key)).ToArray();
        await AnswerAsync(box, "d", ["DUPONT Ana", "DURAND Zoé"]);
        await Task.WhenAll(pressed);
        Assert.Equal(("DURAND Zoé", null), (Chosen, Submitted));
    }

    [Fact]
    public async Task A_key_meant_for_an_older_text_is_void()
    {
        var box = Box();
        Type(box, "d");
        await AnswerAsync(box, "d", ["DUPONT Ana"]);
        Type(box, "du");
        var down = PressAsync(box, "ArrowDown");
        Type(box, "dur");
        await down;
        await UntilAskedAsync("dur");
        await AnswerAsync(box, "dur", ["DURAND Zoé"]);
        Assert.False(box.Find("input").HasAttribute("aria-activedescendant"));
    }

    [Fact]
    public async Task A_click_chooses()
    {
        var box = Box();
        Type(box, "d");
        await AnswerAsync(box, "d", ["A", "B"]);
        await box.FindAll("[role=option]")[1].ClickAsync(new());
        Assert.Equal("B", Chosen);
    }

    [Fact]
    public async Task More_than_fit_are_announced_with_a_way_to_all_of_them()
    {
        var box = Box();
        Type(box, "d");
        await AnswerAsync(box, "d", [.. Enumerable.Range(0, 20).Select(n => $"N{n}")], hasMore: true);
        Assert.Equal("20 premiers résultats, précisez", box.Find("[role=status]").TextContent);
        Assert.Equal(("Plus de résultats", "/tous?q=d"), (box.Find(".popup a").TextContent, box.Find(".popup a").GetAttribute("href")));
        Assert.Empty(box.FindAll("[role=listbox] a"));
    }

    [Fact]
    public async Task Near_spellings_are_announced_as_such()
    {
        var box = Box();
        Type(box, "d");
        await AnswerAsync(box, "d", ["A"], hasMore: true, near: true);
        Assert.Equal("Aucune correspondance exacte. Orthographes proches : 1 résultat", box.Find("[role=status]").TextContent);
        Assert.Contains("Orthographes proches", box.Find(".popup .note").TextContent, StringComparison.Ordinal);
        // The list knows what matches and nothing else: it would be empty.
        Assert.Empty(box.FindAll(".popup a"));
    }

    [Fact]
    public async Task Nothing_found_and_nothing_typed_are_told_apart()
    {
        var box = Box();
        Type(box, "d");
        await AnswerAsync(box, "d", []);
        Assert.Equal("Aucun résultat", box.Find("[role=status]").TextContent);
        Assert.Equal("false", box.Find("input").GetAttribute("aria-expanded"));
        Type(box, " ");
        Assert.Equal("", box.Find("[role=status]").TextContent);
        Assert.True(box.Find(".popup").HasAttribute("hidden"));
    }

    [Fact]
    public void What_the_server_draws_first_says_that_it_waits()
    {
        SetRendererInfo(new("Static", false));
        Assert.True(Box().Find("[data-search-box]").HasAttribute("data-waiting"));
    }
}
