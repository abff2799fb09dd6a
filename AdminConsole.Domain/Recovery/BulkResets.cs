using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Recovery;

/// <summary>Sends many people the link with which they choose a password, each to the contact on record as « Renvoyer » does, behind what single people wait for.</summary>
public sealed class BulkResets(PasswordReset resets) : BulkAct
{
    internal override bool Does(BulkKind kind) => kind is BulkKind.ResetByMail or BulkKind.ResetBySms;

    internal override async Task<BulkAnswer> LookAsync(Actor actor, BulkKind kind, Guid accountId, CancellationToken cancel) =>
        AnswerOf(await resets.LookAsync(actor, accountId, ChannelOf(kind), cancel));

    internal override async Task<BulkAnswer> DoAsync(Actor actor, BulkKind kind, Guid accountId, Guid key, BulkOrder order, CancellationToken cancel) =>
        AnswerOf(await resets.SendInBulkAsync(actor, accountId, ChannelOf(kind), key, order, cancel));

    private static Channel ChannelOf(BulkKind kind) => kind is BulkKind.ResetBySms ? Channel.Sms : Channel.Mail;

    private static BulkAnswer AnswerOf(ResetResult result) => new(OutcomeOf(result), result.Contact);

    private static BulkOutcome OutcomeOf(ResetResult result) => result.Outcome switch
    {
        ResetOutcome.Sent => BulkOutcome.Done,
        ResetOutcome.NothingToSave => BulkOutcome.NoContact,
        ResetOutcome.ContactRefused => BulkOutcome.ContactRefused,
        ResetOutcome.Blocked => BulkOutcome.Blocked,
        ResetOutcome.Federated => BulkOutcome.Federated,
        ResetOutcome.SmsNotOffered => BulkOutcome.SmsNotOffered,
        ResetOutcome.TooMany => BulkOutcome.TooMany,
        ResetOutcome.SignedOut => BulkOutcome.SignedOut,
        ResetOutcome.NotFound => BulkOutcome.NotFound,
        ResetOutcome.OwnAccount => BulkOutcome.OwnAccount,
        ResetOutcome.HigherRank => BulkOutcome.HigherRank,
        ResetOutcome.FunctionTooLow => BulkOutcome.FunctionTooLow,
        // None of these is about a contact that is on record and stays there.
        ResetOutcome.Saved or ResetOutcome.ApprovalAsked or ResetOutcome.CheckNeeded or ResetOutcome.CheckNotPossible or ResetOutcome.ReferenceRefused
            or ResetOutcome.ApprovalNeeded or ResetOutcome.ProofTooOld or ResetOutcome.OwnContactOnly or ResetOutcome.ApprovalNotNeeded or ResetOutcome.NoApprover
            or ResetOutcome.ReasonRefused or ResetOutcome.TooManyAsked or ResetOutcome.Stale => BulkOutcome.Failed,
    };
}
