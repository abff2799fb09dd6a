using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>
/// One of the accounts that a message about several speaks of: a family shares an address, and gets one mail with a link for each. Its
/// own <see cref="OutboxMessage.TokenId"/> is null then, and its <see cref="OutboxMessage.AccountId"/> the first of them.
/// </summary>
public sealed class MessageShare
{
    public Guid MessageId { get; set; }
    public Guid AccountId { get; set; }

    /// <summary>The token of this account in that message; null when it is only named there.</summary>
    public Guid? TokenId { get; set; }
}

internal sealed class MessageShareConfiguration : IEntityTypeConfiguration<MessageShare>
{
    public void Configure(EntityTypeBuilder<MessageShare> builder)
    {
        builder.HasKey(s => new { s.MessageId, s.AccountId });
        builder.HasIndex(s => s.AccountId);
        builder.HasIndex(s => s.TokenId).HasFilter("token_id IS NOT NULL");
        builder.HasOne<OutboxMessage>().WithMany().HasForeignKey(s => s.MessageId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ResetToken>().WithMany().HasForeignKey(s => s.TokenId).OnDelete(DeleteBehavior.SetNull);
    }
}
