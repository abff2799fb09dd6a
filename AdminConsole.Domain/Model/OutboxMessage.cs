using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>What carries a message.</summary>
public enum Channel : short { Mail = 1, Sms = 2 }

/// <summary>What a message is about.</summary>
public enum MessageKind : short
{
    Reset = 1, ContactReplaced = 2, PasswordChanged = 3, LoginsListed = 4, SignInElsewhere = 5, ContactConfirmation = 10, OwnContactChange = 11, CallerCode = 12,
    AssistanceReceived = 20, AssistanceAnswer = 21,
    ApprovalAsked = 13, AccessRecovered = 14, FactorChanged = 15,
    FunctionsChanged = 30, LoginChanged = 31,
    Test = 40,
}

/// <summary>
/// Where a message is. <see cref="Accepted"/> is the last thing that can be known: arrival in a mailbox cannot.
/// Everything but <see cref="Queued"/> is final, and a final message has no body any more.
/// </summary>
public enum MessageState : short { Queued = 1, Accepted = 2, Refused = 3, Expired = 4, Withdrawn = 5 }

/// <summary>Order of sending: somebody waits for a recovery message, nobody for a bulk one.</summary>
public enum MessagePriority : short { Recovery = 1, Notice = 2, Bulk = 3 }

/// <summary>A message to one person, queued in the commit that made it necessary and sent later by the worker.</summary>
public sealed class OutboxMessage
{
    public const int AnswerLength = 500;

    public Guid Id { get; set; }
    /// <summary>The account that it is about; null for a request for assistance, which is no account.</summary>
    public Guid? AccountId { get; set; }
    public Guid? AssistanceRequestId { get; set; }
    public Guid? TokenId { get; set; }
    public Channel Channel { get; set; }
    public MessageKind Kind { get; set; }
    public MessagePriority Priority { get; set; }

    /// <summary>Exactly one address or E.164 number.</summary>
    public required string Recipient { get; set; }

    /// <summary>Subject and bodies under a data-protection key; null once the message is final (rule 9 of recovery).</summary>
    public byte[]? Content { get; set; }
    public MessageState State { get; set; } = MessageState.Queued;
    public Guid? AskedBy { get; set; }
    public DateTimeOffset QueuedAt { get; set; }
    public int Attempts { get; set; }

    /// <summary>How often it was handed over without an answer: it may have been sent as often.</summary>
    public short Unanswered { get; set; }

    /// <summary>Not before this; also the lease of the worker that holds the row.</summary>
    public DateTimeOffset NextTryAt { get; set; }

    /// <summary>Never sent after this: a link that no longer works helps nobody.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>What the server last said, shown to operators; never holds the message.</summary>
    public string? LastAnswer { get; set; }
}

/// <summary>Reasons of our own in <see cref="OutboxMessage.LastAnswer"/>; pages have words for them, where a server's are shown as they are.</summary>
public static class OwnAnswer
{
    /// <summary>The SMS of the day are used up (rule 24 of recovery).</summary>
    public const string SmsBudgetSpent = "=SmsBudgetSpent";

    /// <summary>No SMS to the country of this number (rule 24 of recovery).</summary>
    public const string CountryNotServed = "=CountryNotServed";

    /// <summary>Handed over, and nothing came back: not tried a third time, because it may have been sent.</summary>
    public const string NoAnswer = "=NoAnswer";

    /// <summary>The name of a reason of ours; null for the words of a server.</summary>
    public static string? NameOf(string? answer) => answer is SmsBudgetSpent or CountryNotServed or NoAnswer ? answer[1..] : null;
}

/// <summary>SMS sent on a day in Paris, of all processes together (rule 24 of recovery).</summary>
public sealed class SmsDay
{
    public DateOnly Day { get; set; }
    public int Sent { get; set; }

    /// <summary>When it was told that the budget is spent; null when it is not.</summary>
    public DateTimeOffset? AlarmedAt { get; set; }
}

internal sealed class SmsDayConfiguration : IEntityTypeConfiguration<SmsDay>
{
    public void Configure(EntityTypeBuilder<SmsDay> builder) => builder.ToTable("sms_days").HasKey(d => d.Day);
}

internal sealed class OutboxMessageConfiguration : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.Property(m => m.Recipient).HasMaxLength(Account.EmailLength);
        builder.Property(m => m.LastAnswer).HasMaxLength(OutboxMessage.AnswerLength);
        builder.Property(m => m.QueuedAt).HasDefaultValueSql("now()");
        builder.Property(m => m.NextTryAt).HasDefaultValueSql("now()");
        builder.HasIndex(m => new { m.Priority, m.NextTryAt }).HasFilter("state = 1");
        builder.HasIndex(m => new { m.AccountId, m.QueuedAt });
        builder.HasIndex(m => new { m.FinishedAt, m.Id }).HasFilter("state IN (3, 4)").HasDatabaseName("ix_outbox_messages_failed");
        builder.HasIndex(m => new { m.Channel, m.FinishedAt }).HasFilter("state = 2").HasDatabaseName("ix_outbox_messages_accepted");
        builder.HasOne<Account>().WithMany().HasForeignKey(m => m.AccountId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<AssistanceRequest>().WithMany().HasForeignKey(m => m.AssistanceRequestId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(m => m.AssistanceRequestId).HasFilter("assistance_request_id IS NOT NULL");
        builder.HasOne<ResetToken>().WithMany().HasForeignKey(m => m.TokenId).OnDelete(DeleteBehavior.SetNull);
        builder.ToTable(table =>
        {
            table.HasCheckConstraint("ck_outbox_messages_content", "state = 1 OR content IS NULL");
            table.HasCheckConstraint("ck_outbox_messages_about", "account_id IS NOT NULL OR assistance_request_id IS NOT NULL");
        });
    }
}
