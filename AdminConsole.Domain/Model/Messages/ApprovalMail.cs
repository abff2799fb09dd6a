namespace AdminConsole.Domain.Model.Messages;

/// <summary>Tells an operator that another one asks for his approval. What is asked for is on the console alone, behind his own sign-in.</summary>
public sealed class ApprovalMail(MessageWriter writer)
{
    /// <param name="recipient">The approver's address.</param>
    internal OutboxMessage Write(Account approver, string recipient, Account asker, Account about, DateTimeOffset now)
    {
        var texts = new MessageTexts(approver.Language);
        return writer.Mail(
            new(approver, MessageKind.ApprovalAsked, MessagePriority.Recovery, recipient, now, now + ApprovalRequest.WaitingLife, AskedBy: asker.Id),
            texts["Approval.Subject", writer.SiteName], texts["Approval.Title"],
            [
                new(texts["Hello", approver.GivenName]),
                new(texts["Approval.What", $"{asker.GivenName} {asker.FamilyName}", $"{about.GivenName} {about.FamilyName}"]),
                new(texts["Approval.Button"]) { Link = writer.Link("console/approbations") },
                new(texts["Approval.Life", texts.Moment(now + ApprovalRequest.WaitingLife)]) { Quiet = true },
            ]);
    }
}
