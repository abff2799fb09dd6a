using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>What a sign-in name is to its account. A former login stays reserved, so that nobody else gets it.</summary>
public enum LoginNameKind : short { Login = 1, Alias = 2, Former = 3 }

/// <summary>
/// Every name that is taken, logins and aliases together: its primary key is what makes them unique. A database
/// trigger keeps it in step with <see cref="Account.Login"/> and <see cref="Account.Alias"/>, so no code path can forget it.
/// </summary>
public sealed class LoginName
{
    public required string Name { get; set; }
    public Guid AccountId { get; set; }
    public LoginNameKind Kind { get; set; }
}

internal sealed class LoginNameConfiguration : IEntityTypeConfiguration<LoginName>
{
    public void Configure(EntityTypeBuilder<LoginName> builder)
    {
        builder.HasKey(n => n.Name);
        builder.Property(n => n.Name).HasMaxLength(Account.LoginLength).UseCollation("C");
        builder.HasIndex(n => n.AccountId);
        builder.HasOne<Account>().WithMany().HasForeignKey(n => n.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
