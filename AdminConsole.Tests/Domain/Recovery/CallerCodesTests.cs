using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>The code that a caller reads out: to the contact on record, for one operator, one account and fifteen minutes.</summary>
public sealed partial class CallerCodesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly CallerCheck ByCode = new(VerifiedHow.CodeToContact);
    private readonly CallerCodes codes = database.Get<CallerCodes>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_code_goes_to_the_contact_on_record_and_proves_the_caller_once_read_out()
    {
        var desk = await ResetDesk.SetAsync(database);
        Assert.Equal(ResetOutcome.CheckNeeded, (await desk.SendAsync("nouvelle@example.org", ByCode)).Outcome);

        Assert.Equal(CodeOutcome.Sent, await SendAsync(desk));
        Assert.Equal("ancienne.adresse@example.org", (await desk.MessagesAsync()).Single().Recipient);
        Assert.Equal(ResetOutcome.CheckNeeded, (await desk.SendAsync("nouvelle@example.org", ByCode)).Outcome);
        Assert.Equal(CodeOutcome.Verified, await CheckAsync(desk, await CodeAsync(desk)));

        Assert.Equal(ResetOutcome.Sent, (await desk.SendAsync("nouvelle@example.org", ByCode)).Outcome);
        var journal = await desk.JournalAsync();
        Assert.Contains(journal, e => e is { Action: AuditAction.ContactChanged, VerifiedHow: VerifiedHow.CodeToContact, Outcome: AuditOutcome.Done });
        Assert.DoesNotContain(journal, e => $"{e.Detail}{e.Reason}{e.Refusal}".Any(char.IsAsciiDigit));
    }

    [Fact]
    public async Task A_code_works_once_and_for_nobody_else()
    {
        var desk = await ResetDesk.SetAsync(database);
        var colleague = await database.People.OperatorAsync(Function.Support, [desk.School]);
        await SendAsync(desk);
        var code = await CodeAsync(desk);

        Assert.Equal(CodeOutcome.NoCode, await codes.CheckAsync(colleague, desk.Pupil.Id, code, Cancel));
        Assert.Equal(CodeOutcome.Verified, await CheckAsync(desk, $" {code[..3]} {code[3..]} "));
        Assert.Equal(CodeOutcome.NoCode, await CheckAsync(desk, code));
        var other = await database.People.AccountAsync("Autre", "Noa", [desk.School], a => a.BirthDate = new(2014, 1, 1));
        Assert.Null((await database.Get<CallerChecks>().ForAsync(desk.Operator, other.Id, Cancel))!.Held);
        Assert.Null((await database.Get<CallerChecks>().ForAsync(colleague, desk.Pupil.Id, Cancel))!.Held);
    }

    [Fact]
    public async Task Five_wrong_tries_void_it_and_every_try_counts()
    {
        var desk = await ResetDesk.SetAsync(database);
        await SendAsync(desk);
        var code = await CodeAsync(desk);
        var wrong = code == "000000" ? "000001" : "000000";

        var outcomes = new List<CodeOutcome>();
        for (var number = 0; number < 10; number++) outcomes.Add(await CheckAsync(desk, wrong));

        Assert.Equal(CallerCodes.MostTries, outcomes.Count(o => o is CodeOutcome.Wrong));
        Assert.Equal(CallerCodes.MostTries, (await desk.JournalAsync()).Count(e =>
            e is { Action: AuditAction.CallerVerified, Outcome: AuditOutcome.Refused, Refusal: nameof(CodeOutcome.Wrong) } && e.ActorId == desk.Operator.AccountId));
        Assert.Equal(CodeOutcome.NoCode, await CheckAsync(desk, code));
        Assert.Null((await database.Get<CallerChecks>().ForAsync(desk.Operator, desk.Pupil.Id, Cancel))!.Held);
    }

    [Fact]
    public async Task A_code_that_is_too_old_and_a_check_after_sixteen_minutes_are_worth_nothing()
    {
        var desk = await ResetDesk.SetAsync(database);
        await SendAsync(desk);
        var code = await CodeAsync(desk);
        await using var db = database.Open();
        await db.ResetTokens.Where(t => t.AccountId == desk.Pupil.Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.ExpiresAt, _ => AdminDb.Now().AddSeconds(-1)), Cancel);
        Assert.Equal(CodeOutcome.NoCode, await CheckAsync(desk, code));

        await SendAsync(desk);
        await CheckAsync(desk, await CodeAsync(desk));
        await db.Verifications.Where(v => v.AccountId == desk.Pupil.Id).ExecuteUpdateAsync(set => set.SetProperty(v => v.ExpiresAt, _ => AdminDb.Now().AddMinutes(-1)), Cancel);
        Assert.Equal(ResetOutcome.CheckNeeded, (await desk.SendAsync("nouvelle@example.org", ByCode)).Outcome);
    }

    [Fact]
    public async Task A_new_code_voids_the_one_before_and_five_an_hour_are_enough()
    {
        var desk = await ResetDesk.SetAsync(database);
        await SendAsync(desk);
        var first = await CodeAsync(desk);
        for (var more = 1; more < CallerCodes.CodesAnHour; more++) Assert.Equal(CodeOutcome.Sent, await SendAsync(desk));

        Assert.Equal(CodeOutcome.TooMany, await SendAsync(desk));
        if (first != await CodeAsync(desk)) Assert.Equal(CodeOutcome.Wrong, await CheckAsync(desk, first));
    }

    [Fact]
    public async Task Without_a_contact_that_can_be_written_to_there_is_no_code()
    {
        var desk = await ResetDesk.SetAsync(database, a => a.EmailState = ContactState.Refused);

        Assert.Equal(CodeOutcome.NoContact, await SendAsync(desk));
        var choices = (await database.Get<CallerChecks>().ForAsync(desk.Operator, desk.Pupil.Id, Cancel))!;
        Assert.DoesNotContain(VerifiedHow.CodeToContact, choices.Possible);
        Assert.Empty(choices.CodeWays);
    }

    private Task<CodeOutcome> SendAsync(ResetDesk desk) => codes.SendAsync(desk.Operator, desk.Pupil.Id, Channel.Mail, Guid.NewGuid(), Cancel);

    private Task<CodeOutcome> CheckAsync(ResetDesk desk, string typed) => codes.CheckAsync(desk.Operator, desk.Pupil.Id, typed, Cancel);

    private static async Task<string> CodeAsync(ResetDesk desk) =>
        SixDigits().Match(desk.Read((await desk.MessagesAsync()).Last(m => m is { Kind: MessageKind.CallerCode, Content: not null })).Text).Value;

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex SixDigits();
}
