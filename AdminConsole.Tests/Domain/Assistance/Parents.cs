using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>Parents who fill the form, and what is stored of it.</summary>
internal sealed class Parents(TestDatabase database)
{
    public static readonly IPAddress Home = IPAddress.Parse("203.0.113.7");
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public AssistanceForm Form => database.Get<AssistanceForm>();

    public AssistanceFollowUp FollowUp => database.Get<AssistanceFollowUp>();

    /// <summary>A form that can be sent, of a person whom no other test has.</summary>
    public static AssistanceDraft Draft(School school) => new()
    {
        Uai = school.Uai, FamilyName = "N'Guyen-Le Goff", GivenName = "Maï", Email = $"parent-{Guid.NewGuid():N}@example.org", Mobile = "06 39 98 12 34",
        ChildFamilyName = "Le Goff", ChildGivenName = "Zoé", ChildClass = "6e B", Reason = AssistanceReason.LostPassword, Message = "Bonjour,\r\nplus rien ne marche.",
    };

    public async Task<string> SentAsync(AssistanceDraft draft, IPAddress? network = null)
    {
        var sent = await Form.SendAsync(draft, network ?? Home, "fr", Cancel);
        Assert.Equal(AssistanceOutcome.Sent, sent.Outcome);
        return sent.Secret!;
    }

    /// <summary>The only request with this family name of the parent, or with this address.</summary>
    public async Task<List<AssistanceRequest>> StoredAsync(AssistanceDraft draft)
    {
        await using var db = database.Open();
        return await db.AssistanceRequests.AsNoTracking().Where(r => r.Email == draft.Email).ToListAsync(Cancel);
    }

    public async Task<List<(OutboxMessage Message, MessageContent Content)>> MailsAsync(string address)
    {
        await using var db = database.Open();
        var messages = await db.OutboxMessages.AsNoTracking().Where(m => m.Recipient == address).OrderBy(m => m.QueuedAt).ToListAsync(Cancel);
        return [.. messages.Select(m => (m, database.Get<MessageSealer>().Open(m.Content!)))];
    }
}
