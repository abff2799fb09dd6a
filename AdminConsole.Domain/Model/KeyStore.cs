using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model;

/// <summary>
/// Keeps the data-protection keys in the database, so that every process of the installation reads the others' cookies and
/// queued messages. Data protection asks for it rarely and only knows synchronous calls.
/// </summary>
internal sealed class KeyStore(IDbContextFactory<AdminDb> factory) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = factory.CreateDbContext();
        return [.. db.StoredKeys.OrderBy(k => k.StoredAt).Select(k => k.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = factory.CreateDbContext();
        db.StoredKeys.Add(new() { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}
