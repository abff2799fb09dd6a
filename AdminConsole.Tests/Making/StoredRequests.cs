using System.Security.Cryptography;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;

namespace AdminConsole.Making;

/// <summary>Requests for assistance as the form stores them.</summary>
public sealed class StoredRequests(TestDatabase database)
{
    /// <summary>A parent of that school who lost her password; received now unless <paramref name="change"/> says otherwise.</summary>
    public async Task<AssistanceRequest> StoredAsync(School school, Action<AssistanceRequest>? change = null)
    {
        ArgumentNullException.ThrowIfNull(school);
        var reference = database.Get<AssistanceReferences>().Issue();
        var request = new AssistanceRequest
        {
            Id = Guid.CreateVersion7(), SchoolId = school.Id, Origin = AssistanceOrigin.Form, Reason = AssistanceReason.LostPassword,
            FamilyName = "Le Goff", GivenName = "Maï", Email = "mai.legoff@example.org", ChildFamilyName = "Le Goff", ChildGivenName = "Zoé", ChildClass = "6e B",
            Message = "Bonjour, plus rien ne marche.", ReferenceHash = reference.Hash, ReferenceSealed = reference.Sealed, TypedHash = RandomNumberGenerator.GetBytes(32),
        };
        change?.Invoke(request);
        await using var db = database.Open();
        db.AssistanceRequests.Add(request);
        await db.SaveChangesAsync();
        return request;
    }

    public async Task<AssistanceRequest> ReadAsync(Guid id)
    {
        await using var db = database.Open();
        return (await db.AssistanceRequests.FindAsync(id))!;
    }
}
