using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;

namespace AdminConsole.Domain.Assistance;

/// <summary>What the holder of a follow-up link sees and may do, and how long any of it is kept.</summary>
public sealed class AssistanceFollowUpTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Parents Parents => new(database);

    [Fact]
    public async Task The_link_shows_what_was_typed_and_answered_and_never_a_note()
    {
        var (secret, request) = await SentAsync();
        foreach (var (kind, text) in new[] { (AssistanceEntryKind.Claimed, null), (AssistanceEntryKind.InternalNote, "Secret de bureau"), (AssistanceEntryKind.Answer, "Nous avons écrit.") })
            await EntryAsync(request.Id, kind, text);

        var seen = await Parents.FollowUp.ReadAsync($" {secret}. ", Cancel);
        Assert.NotNull(seen);
        Assert.Equal((request.Number, AssistanceState.Received, "Maï", true), (seen.Number, seen.State, seen.GivenName, seen.MayAddWord));
        Assert.Equal([(true, "Nous avons écrit.")], seen.Lines.Select(line => (line.IsAnswer, line.Text)));
        Assert.DoesNotContain("Secret", seen.ToString(), StringComparison.Ordinal);
        foreach (var guess in new[] { null, "", "0", request.Number.ToString("D"), request.Id.ToString(), secret[..42], secret[..42] + (secret[^1] == 'A' ? 'E' : 'A'), new string('A', 43), "'; --" })
            Assert.Null(await Parents.FollowUp.ReadAsync(guess, Cancel));
    }

    [Theory]
    [InlineData(AssistanceState.Received, null, AssistanceState.Received)]
    [InlineData(AssistanceState.Answered, null, AssistanceState.Received)]
    [InlineData(AssistanceState.Closed, AssistanceClosure.Solved, AssistanceState.Received)]
    [InlineData(AssistanceState.Closed, AssistanceClosure.NotFound, AssistanceState.Received)]
    [InlineData(AssistanceState.Closed, AssistanceClosure.Unwanted, null)]
    [InlineData(AssistanceState.Closed, AssistanceClosure.Duplicate, null)]
    public async Task A_word_opens_an_answered_request_again_and_an_unwanted_one_never(AssistanceState state, AssistanceClosure? why, AssistanceState? afterwards)
    {
        var (secret, request) = await SentAsync();
        await SetAsync(request.Id, $"state = {(short)state}, closed_why = {(why is { } w ? $"{(short)w}" : "NULL")}, closed_at = {(why is null ? "NULL" : "now()")}");

        Assert.Equal(afterwards is null ? AddWordOutcome.Closed : AddWordOutcome.Added, await Parents.FollowUp.AddWordAsync(secret, "Et alors ?", Cancel));
        var seen = await Parents.FollowUp.ReadAsync(secret, Cancel);
        Assert.Equal((afterwards ?? state, afterwards is null ? 0 : 1), (seen!.State, seen.Lines.Count));
        Assert.Equal(afterwards is null ? 1 : 2, await database.CountAsync($"SELECT generate_series(1, version) FROM assistance_requests WHERE id = '{request.Id}'"));
    }

    [Fact]
    public async Task An_answered_request_of_an_operator_goes_back_to_him_and_one_closed_long_ago_stays_closed()
    {
        var (secret, request) = await SentAsync();
        await SetAsync(request.Id, "state = 3, claimed_by = gen_random_uuid(), claimed_at = now()");
        Assert.Equal(AddWordOutcome.Added, await Parents.FollowUp.AddWordAsync(secret, "Merci", Cancel));
        Assert.Equal(AssistanceState.InHand, (await Parents.FollowUp.ReadAsync(secret, Cancel))!.State);
        await SetAsync(request.Id, "state = 4, closed_why = 1, closed_at = now() - interval '31 days'");
        Assert.Equal(AddWordOutcome.Closed, await Parents.FollowUp.AddWordAsync(secret, "Encore", Cancel));
    }

    [Fact]
    public async Task Words_have_a_length_and_a_number_and_one_sent_twice_is_one()
    {
        var (secret, request) = await SentAsync();
        Assert.Equal(AddWordOutcome.Empty, await Parents.FollowUp.AddWordAsync(secret, " \u0007\r\n", Cancel));
        Assert.Equal(AddWordOutcome.TooLong, await Parents.FollowUp.AddWordAsync(secret, new string('x', 2_001), Cancel));
        Assert.Equal(AddWordOutcome.Unknown, await Parents.FollowUp.AddWordAsync(new string('A', 43), "Bonjour", Cancel));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Parents.FollowUp.AddWordAsync(secret, "Le même", Cancel))), outcome => Assert.Equal(AddWordOutcome.Added, outcome));
        var others = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => Parents.FollowUp.AddWordAsync(secret, $"Mot {n}", Cancel)));
        Assert.Equal(AssistanceFollowUp.WordsAnHour - 1, others.Count(outcome => outcome is AddWordOutcome.Added));
        Assert.Equal(AssistanceFollowUp.WordsAnHour, await database.CountAsync($"SELECT 1 FROM assistance_entries WHERE request_id = '{request.Id}'"));
    }

    [Fact]
    public async Task An_answer_is_mailed_with_the_link_and_nothing_of_the_form_or_of_the_operator()
    {
        var (secret, request) = await SentAsync();
        var mail = database.Get<AssistanceMail>().Answer(request, "Bonjour,\n\nun lien est parti. <b>{0}</b>", Guid.CreateVersion7(), DateTimeOffset.UnixEpoch);

        Assert.Equal((request.Email, request.Id, MessageKind.AssistanceAnswer), (mail!.Recipient, mail.AssistanceRequestId, mail.Kind));
        var content = database.Get<MessageSealer>().Open(mail.Content!);
        Assert.Contains("un lien est parti. <b>{0}</b>", content.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;{0}&lt;/b&gt;", content.Html, StringComparison.Ordinal);
        Assert.Contains("/assistance/suivi/" + secret, content.Text, StringComparison.Ordinal);
        foreach (var typed in new[] { "Guyen", "Maï", "Zoé", "6e B", "plus rien" }) Assert.DoesNotContain(typed, content.Text + content.Html, StringComparison.Ordinal);
        request.Email = null;
        Assert.Null(database.Get<AssistanceMail>().Answer(request, "Bonjour", Guid.CreateVersion7(), DateTimeOffset.UnixEpoch));
        request.ReferenceSealed = [1, 2, 3];
        Assert.Null(database.Get<AssistanceReferences>().Open(request));
    }

    [Fact]
    public async Task What_is_over_is_deleted_with_its_words_and_mails_and_what_is_open_stays()
    {
        var (_, old) = await SentAsync();
        var (_, recent) = await SentAsync();
        var (_, forgotten) = await SentAsync();
        await EntryAsync(old.Id, AssistanceEntryKind.ParentWord, "Bonjour");
        await SetAsync(old.Id, "state = 4, closed_why = 1, closed_at = now() - interval '6 months 1 hour'");
        await SetAsync(recent.Id, "state = 4, closed_why = 1, closed_at = now() - interval '5 months 27 days', received_at = now() - interval '2 years'");
        await SetAsync(forgotten.Id, "received_at = now() - interval '12 months 1 hour'");
        var sweep = new AssistanceSweep(database.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<AdminDb>>(), Microsoft.Extensions.Options.Options.Create(new Model.Settings.AssistanceOptions()),
            TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<AssistanceSweep>.Instance);
        Assert.Equal(2, await sweep.SweepAsync(Cancel));
        Assert.Equal(1, await database.CountAsync($"SELECT 1 FROM assistance_requests WHERE id IN ('{old.Id}', '{recent.Id}', '{forgotten.Id}')"));
        Assert.Equal(0, await database.CountAsync($"SELECT 1 FROM assistance_entries WHERE request_id = '{old.Id}'"));
        Assert.Equal(0, await database.CountAsync($"SELECT 1 FROM outbox_messages WHERE assistance_request_id = '{old.Id}'"));
    }

    private async Task<(string Secret, AssistanceRequest Request)> SentAsync()
    {
        var draft = Parents.Draft(await database.People.SchoolAsync());
        var secret = await Parents.SentAsync(draft);
        return (secret, Assert.Single(await Parents.StoredAsync(draft)));
    }

    private async Task EntryAsync(Guid requestId, AssistanceEntryKind kind, string? text)
    {
        await using var db = database.Open();
        db.AssistanceEntries.Add(new() { Id = Guid.CreateVersion7(), RequestId = requestId, Kind = kind, Text = text });
        await db.SaveChangesAsync(Cancel);
    }

    private Task SetAsync(Guid id, string values) => database.ExecuteAsOwnerAsync($"UPDATE assistance_requests SET {values} WHERE id = '{id}'");
}
