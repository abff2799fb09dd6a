using AdminConsole.Domain.Model;
using AdminConsole.Making;
using AdminConsole.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Npgsql;

namespace AdminConsole.AccountParts;

/// <summary>A journal that takes no row: nothing is done, and whoever pressed the button is told (rule 15 of recovery).</summary>
public sealed class JournalRefusesTests(TestDatabase database)
    : CardTest(TestDatabase.At(database.ApplicationConnection + ";Command Timeout=1", database.OwnerConnection)), IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Locked_the_card_keeps_what_was_typed_and_sends_it_once_the_lock_is_gone()
    {
        var card = await ChangedAsync();
        await using (var connection = new NpgsqlConnection(Database.OwnerConnection))
        {
            await connection.OpenAsync(Cancel);
            await using var held = await connection.BeginTransactionAsync(Cancel);
            await using var locks = new NpgsqlCommand("LOCK TABLE audit_entries IN ACCESS EXCLUSIVE MODE", connection, held);
            await locks.ExecuteNonQueryAsync(Cancel);
            await card.Find("form").SubmitAsync();
        }

        Assert.Contains("Le serveur n’a pas répondu. Votre saisie est gardée", card.Find(".outcome").TextContent, StringComparison.Ordinal);
        Assert.Equal("ancienne@example.org", (await Database.People.ReadAsync(Pupil.Id)).Email);
        Assert.Equal(0, await StoredAsync());

        await card.Find("form").SubmitAsync();
        Assert.Equal("nouvelle@example.org", (await Database.People.ReadAsync(Pupil.Id)).Email);
    }

    [Fact]
    public async Task Refusing_the_page_says_so_with_the_reference_that_the_log_has()
    {
        var card = await ChangedAsync();
        await Database.ExecuteAsOwnerAsync($"""
            CREATE FUNCTION refuse_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$;
            CREATE TRIGGER refuse_row BEFORE INSERT ON audit_entries FOR EACH ROW WHEN (NEW.account_id = '{Pupil.Id}') EXECUTE FUNCTION refuse_row();
            """);
        await card.Find("form").SubmitAsync();
        await Database.ExecuteAsOwnerAsync("DROP FUNCTION refuse_row() CASCADE");

        Assert.Matches(@"^\S{6,}$", card.Find(".notice .code").TextContent);
        Assert.Equal("ancienne@example.org", (await Database.People.ReadAsync(Pupil.Id)).Email);
        Assert.Equal(0, await StoredAsync());
    }

    private Task<long> StoredAsync() => Database.CountAsync($"SELECT 1 FROM reset_tokens WHERE account_id = '{Pupil.Id}' UNION ALL SELECT 1 FROM verifications WHERE account_id = '{Pupil.Id}'");

    /// <summary>The card within the frame that every page of the console has.</summary>
    private async Task<IRenderedComponent<FaultBoundary>> ChangedAsync()
    {
        await SetAsync(Function.Support, a => a.Email = "ancienne@example.org");
        var fiche = await FicheAsync();
        RenderFragment content = builder =>
        {
            builder.OpenComponent<ResetCard>(0);
            builder.AddComponentParameter(1, nameof(ResetCard.Fiche), fiche);
            builder.CloseComponent();
        };
        var card = Render<FaultBoundary>(with => with.Add(b => b.ChildContent, content));
        await card.Find("#courriel").InputAsync("nouvelle@example.org");
        await card.Find("input[value=InPerson]").ChangeAsync($"{VerifiedHow.InPerson}");
        return card;
    }
}
