using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>What a person is in a school.</summary>
public enum Profile : short { Student = 1, Relative = 2, Teacher = 3, Personnel = 4, Guest = 5 }

/// <summary>Where an account came from.</summary>
public enum AccountSource : short { Csv = 1, Aaf = 2, Manual = 3 }

/// <summary>How a person is addressed in a message; unknown for most imported accounts.</summary>
public enum Civility : short { Unknown = 0, Madame = 1, Monsieur = 2 }

/// <summary>
/// What is known of a contact. Both <see cref="Unconfirmed"/> and <see cref="Confirmed"/> receive recovery
/// messages; <see cref="Refused"/> means that its server answered that it does not exist.
/// </summary>
public enum ContactState : short { Unconfirmed = 1, Confirmed = 2, Refused = 3 }

/// <summary>Who gave a contact: decides whether a later file may overwrite it.</summary>
public enum ContactSource : short { File = 1, Operator = 2, Activation = 3, Self = 4 }

/// <summary>One person's account: identity, contacts, credentials and situation.</summary>
public sealed class Account
{
    public const int NameLength = 200;
    public const int LoginLength = 64;
    public const int EmailLength = 254;
    public const int ReasonLength = 500;

    /// <summary>« Identifiant » on the fiche.</summary>
    public Guid Id { get; set; }

    /// <summary>Key in the source system, 40 hexadecimal digits for files.</summary>
    public string? ExternalId { get; set; }

    /// <summary>National number (INE and its kin), for matching files only.</summary>
    public string? NationalId { get; set; }

    public AccountSource Source { get; set; }
    public Profile Profile { get; set; }
    public Civility Civility { get; set; }

    public required string FamilyName { get; set; }
    public required string GivenName { get; set; }
    public string? UsageName { get; set; }

    /// <summary>Folded family name, what lists sort by. Written by <see cref="Rename"/> and by the bulk loader only.</summary>
    public string FamilyKey { get; set; } = "";

    /// <summary>Folded given name, second sort key.</summary>
    public string GivenKey { get; set; } = "";

    /// <summary>Every folded word of every name, joined forms included: what a search matches.</summary>
    public string[] NameWords { get; set; } = [];

    public DateOnly? BirthDate { get; set; }

    /// <summary>Folded sign-in name. Unique together with aliases: <see cref="LoginName"/>.</summary>
    public required string Login { get; set; }

    /// <summary>A second sign-in name that the person prefers.</summary>
    public string? Alias { get; set; }

    public string? Email { get; set; }
    public ContactState? EmailState { get; set; }
    public ContactSource? EmailSource { get; set; }

    /// <summary>When the address on record, or who gave it, changed last; kept by the database. Null since the account was created.</summary>
    public DateTimeOffset? EmailSetAt { get; set; }

    /// <summary>E.164, with the plus sign.</summary>
    public string? Mobile { get; set; }
    public ContactState? MobileState { get; set; }
    public ContactSource? MobileSource { get; set; }

    /// <summary>As <see cref="EmailSetAt"/>.</summary>
    public DateTimeOffset? MobileSetAt { get; set; }

    /// <summary>« fr » or « en »: language of the messages to this person.</summary>
    public string Language { get; set; } = "fr";

    public string? PasswordHash { get; set; }
    public DateTimeOffset? PasswordChangedAt { get; set; }

    /// <summary>When the person first chose a password; null for an account that was never activated.</summary>
    public DateTimeOffset? ActivatedAt { get; set; }
    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>When the person accepted the terms of use; they are asked for once.</summary>
    public DateTimeOffset? TermsAcceptedAt { get; set; }

    public DateTimeOffset? BlockedAt { get; set; }
    public Guid? BlockedBy { get; set; }
    public string? BlockedReason { get; set; }

    /// <summary>End of a block; null while <see cref="BlockedAt"/> is set means until lifted by hand.</summary>
    public DateTimeOffset? BlockedUntil { get; set; }

    /// <summary>As the queries on accounts have it, for an account that is at hand. One that is proposed for deletion is closed like a blocked one.</summary>
    /// <param name="now">By the database's clock.</param>
    public bool IsBlockedAt(DateTimeOffset now) => DeletionDueAt is not null || (BlockedAt is not null && !(BlockedUntil <= now));

    /// <summary>Set when the account is proposed for deletion: from when on the purge may take it. Until then nobody signs in to it, and it can be restored.</summary>
    public DateTimeOffset? DeletionDueAt { get; set; }

    /// <summary>Name of the service through which the person signs in; such an account never gets a reset token.</summary>
    public string? FederatedWith { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Moved by a change of identity or contact, never by a reset.</summary>
    public DateTimeOffset ModifiedAt { get; set; }

    /// <summary>Counts changes of identity and contact, so that a stale save is noticed.</summary>
    public int Version { get; set; } = 1;

    public List<Membership> Memberships { get; } = [];
    public List<Grant> Grants { get; } = [];

    /// <summary>Sets the names and everything that is folded from them.</summary>
    public void Rename(string familyName, string givenName, string? usageName = null)
    {
        (FamilyName, GivenName, UsageName) = (familyName, givenName, usageName);
        FamilyKey = Folding.Fold(familyName);
        GivenKey = Folding.Fold(givenName);
        NameWords = Folding.Words(familyName, givenName, usageName);
    }
}

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.Property(a => a.ExternalId).HasMaxLength(64).UseCollation("C");
        builder.Property(a => a.NationalId).HasMaxLength(32).UseCollation("C");
        builder.Property(a => a.FamilyName).HasMaxLength(Account.NameLength);
        builder.Property(a => a.GivenName).HasMaxLength(Account.NameLength);
        builder.Property(a => a.UsageName).HasMaxLength(Account.NameLength);
        builder.Property(a => a.FamilyKey).UseCollation("C");
        builder.Property(a => a.GivenKey).UseCollation("C");
        builder.Property(a => a.NameWords).HasColumnType("text[]");
        builder.Property(a => a.Login).HasMaxLength(Account.LoginLength).UseCollation("C");
        builder.Property(a => a.Alias).HasMaxLength(Account.LoginLength).UseCollation("C");
        builder.Property(a => a.Email).HasMaxLength(Account.EmailLength);
        builder.Property(a => a.Mobile).HasMaxLength(16).UseCollation("C");
        builder.Property(a => a.Language).HasMaxLength(2);
        builder.Property(a => a.BlockedReason).HasMaxLength(Account.ReasonLength);
        builder.Property(a => a.FederatedWith).HasMaxLength(100);
        builder.Property(a => a.CreatedAt).HasDefaultValueSql("now()");
        builder.Property(a => a.ModifiedAt).HasDefaultValueSql("now()");
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.HasIndex(a => a.ExternalId).IsUnique();
        builder.HasIndex(a => a.NationalId).HasFilter("national_id IS NOT NULL");
        builder.HasMany(a => a.Memberships).WithOne().HasForeignKey(m => m.AccountId);
        builder.HasMany(a => a.Grants).WithOne().HasForeignKey(g => g.AccountId);
        builder.ToTable(table =>
        {
            table.HasCheckConstraint("ck_accounts_email_state", "(email IS NULL) = (email_state IS NULL) AND (email IS NULL) = (email_source IS NULL)");
            table.HasCheckConstraint("ck_accounts_mobile_state", "(mobile IS NULL) = (mobile_state IS NULL) AND (mobile IS NULL) = (mobile_source IS NULL)");
            table.HasCheckConstraint("ck_accounts_alias", "alias IS NULL OR alias <> login");
        });
    }
}
