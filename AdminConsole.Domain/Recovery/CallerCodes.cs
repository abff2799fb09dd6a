using System.Globalization;
using System.Security.Cryptography;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>What came of a code. Only the first two changed anything for the better.</summary>
public enum CodeOutcome
{
    /// <summary>The code is on its way to the contact on record.</summary>
    Sent,

    /// <summary>The caller counts as verified for fifteen minutes.</summary>
    Verified,

    /// <summary>Not the code; it may be tried again.</summary>
    Wrong,

    /// <summary>No code of this operator waits for this account: none was sent, it is too old, or was tried wrongly too often.</summary>
    NoCode,

    /// <summary>No such contact on record, or it cannot be written to.</summary>
    NoContact,

    /// <summary>Too many codes for this account within an hour.</summary>
    TooMany,
    SignedOut,
    NotFound,
    OwnAccount,
    HigherRank,
    FunctionTooLow,
}

/// <summary>
/// « Code envoyé au contact enregistré »: six digits that the caller reads out. The operator types them and never sees them
/// otherwise (rule 16 of recovery).
/// </summary>
public sealed class CallerCodes(Operations operations, CallerChecks checks, ResetTokens tokens, PasswordHash hashes, CodeMessages messages)
{
    /// <summary>Wrong tries after which a code is void: a guess has 5 chances in a million.</summary>
    public const int MostTries = 5;

    /// <summary>Codes to one account within an hour.</summary>
    public const int CodesAnHour = 5;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private static readonly ResultShape<CodeOutcome> Shape = new(
        OutcomeOf,
        // A wrong try is committed as well: it counts.
        outcome => outcome is CodeOutcome.Sent or CodeOutcome.Verified or CodeOutcome.Wrong,
        outcome => outcome is CodeOutcome.NoContact or CodeOutcome.NoCode ? null : outcome.ToString());

    /// <summary>Sends a new code to a contact on record; one sent before is void.</summary>
    public Task<CodeOutcome> SendAsync(Actor actor, Guid accountId, Channel channel, Guid key, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.VerifyCaller, AuditAction.CallerCodeSent, key, VerifiedHow.CodeToContact);
        return operations.RunAsync(wish, Shape, async held =>
        {
            var (db, account, now) = held;
            if (await Operations.DoneBeforeAsync(db, wish, cancel) is not null) return CodeOutcome.Sent;
            var to = checks.CodeWays(account).Where(way => way.Channel == channel).Select(way => way.Recipient).FirstOrDefault();
            if (to is null) return CodeOutcome.NoContact;
            var hourAgo = now.AddHours(-1);
            if (await Codes(db, accountId).CountAsync(t => t.IssuedAt > hourAgo, cancel) >= CodesAnHour) return CodeOutcome.TooMany;
            var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
            var carrier = channel is Channel.Mail ? TokenCarrier.Mail : TokenCarrier.Sms;
            var contact = channel is Channel.Mail ? account.Email : account.Mobile;
            var issued = await tokens.IssueAsync(db, new(accountId, TokenOrigin.Operator, carrier, Life, contact, actor.AccountId)
            {
                Purpose = TokenPurpose.CallerCode,
                Code = code,
            }, now, cancel);
            db.Enqueue(messages.Write(account, issued.Token, channel, to, code));
            await db.AuditAsync(wish.Done(channel is Channel.Mail ? EmailAddress.Mask(to) : MobileNumber.Mask(to)), cancel);
            return CodeOutcome.Sent;
        }, cancel);
    }

    /// <summary>The code as the caller read it out. Right, it is a check that holds for fifteen minutes, for this operator and this account.</summary>
    public Task<CodeOutcome> CheckAsync(Actor actor, Guid accountId, string? typed, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.VerifyCaller, AuditAction.CallerVerified, Guid.CreateVersion7(), VerifiedHow.CodeToContact);
        return operations.RunAsync(wish, Shape, async held =>
        {
            var (db, _, now) = held;
            var token = await Codes(db, accountId).SingleOrDefaultAsync(t => t.IssuedBy == actor.AccountId && t.EndedAt == null && t.ExpiresAt > AdminDb.Now(), cancel);
            if (token is null) return CodeOutcome.NoCode;
            var digits = string.Concat((typed ?? "").Where(char.IsAsciiDigit).Take(12));
            if (!hashes.VerifyProvisional(token.ProvisionalHash, digits))
            {
                if (++token.WrongTries >= MostTries) (token.EndedAt, token.EndedWhy) = (now, TokenEnd.Revoked);
                // In the journal: who guesses is an operator.
                await db.AuditAsync(wish.NotDone(nameof(CodeOutcome.Wrong)), cancel);
                return CodeOutcome.Wrong;
            }
            (token.EndedAt, token.EndedWhy) = (now, TokenEnd.Redeemed);
            new CallerProof(new HeldCheck(VerifiedHow.CodeToContact, null, now + Verification.Life)) { IsNew = true }.Keep(held, actor);
            await db.AuditAsync(wish.Done(null), cancel);
            return CodeOutcome.Verified;
        }, cancel);
    }

    private static IQueryable<ResetToken> Codes(AdminDb db, Guid accountId) =>
        db.ResetTokens.Where(t => t.AccountId == accountId && t.Purpose == TokenPurpose.CallerCode);

    private static CodeOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => CodeOutcome.SignedOut,
        GateAnswer.OwnAccount => CodeOutcome.OwnAccount,
        GateAnswer.HigherRank => CodeOutcome.HigherRank,
        GateAnswer.FunctionTooLow => CodeOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => CodeOutcome.NotFound,
    };
}
