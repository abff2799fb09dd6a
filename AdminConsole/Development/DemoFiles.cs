using System.Globalization;
using System.Text;
using AdminConsole.Domain.Import;
using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Model;
using AdminConsole.Shell;

namespace AdminConsole.Development;

/// <summary>
/// The demo population as the files that schools have, one for each profile: with what such a file holds and nothing else. They stay where they are, to be looked at, changed and given to the
/// import again.
/// </summary>
internal static class DemoFiles
{
    private const int MostChildren = 3;

    private static readonly (Profile Profile, string Name)[] Files =
        [(Profile.Student, "eleves.csv"), (Profile.Relative, "responsables.csv"), (Profile.Teacher, "enseignants.csv"), (Profile.Personnel, "personnels.csv")];

    /// <summary>Writes them in one pass. Whoever is no file's, an operator, is left out; a person of two schools has a line for each.</summary>
    /// <param name="folder">Made when it does not exist.</param>
    public static async Task<IReadOnlyList<ImportFeedFile>> WriteAsync(DemoPopulation people, string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var codes = people.Schools.ToDictionary(school => school.Id, school => school.Uai);
        foreach (var (_, name) in Files) File.Delete(Path.Combine(folder, name));
        var files = new Dictionary<Profile, StreamWriter>();
        try
        {
            foreach (var (one, place) in people.People().Where(one => one.Source is not AccountSource.Manual).SelectMany(one => one.Memberships.Select(place => (one, place))))
            {
                // A file of nobody would be a header alone, which no import takes.
                if (!files.TryGetValue(one.Profile, out var file))
                {
                    file = files[one.Profile] = new(Path.Combine(folder, Files.Single(f => f.Profile == one.Profile).Name), append: false, Encoding.UTF8) { NewLine = "\r\n" };
                    await file.WriteLineAsync(CsvFile.Line(HeaderOf(one.Profile)).AsMemory(), cancel);
                }
                await file.WriteLineAsync(CsvFile.Line(LineOf(one, codes[place.SchoolId], place.ClassName)).AsMemory(), cancel);
            }
        }
        finally
        {
            foreach (var file in files.Values) await file.DisposeAsync();
        }
        return [.. Files.Where(file => files.ContainsKey(file.Profile)).Select(file => new ImportFeedFile(file.Name, () => File.OpenRead(Path.Combine(folder, file.Name))))];
    }

    private static string[] HeaderOf(Profile profile) =>
    [
        "UAI", "Identifiant externe", "Civilité", "Nom", "Prénom", "Nom d'usage", "Date de naissance", "Courriel", "Téléphone portable", .. profile switch
        {
            Profile.Student => ["Classe"],
            Profile.Relative => Enumerable.Range(1, MostChildren).Select(number => string.Create(CultureInfo.InvariantCulture, $"Id enfant {number}")),
            Profile.Teacher or Profile.Personnel or Profile.Guest => Enumerable.Empty<string>(),
        },
    ];

    private static string?[] LineOf(AccountRow one, string uai, string? className) =>
    [
        uai, one.ExternalId,
        one.Civility switch { Civility.Madame => "Mme", Civility.Monsieur => "M.", Civility.Unknown => null },
        one.FamilyName, one.GivenName, one.UsageName, CsvFile.Day(one.BirthDate), one.Email, National(one.Mobile), .. one.Profile switch
        {
            Profile.Student => [className],
            Profile.Relative => Enumerable.Range(0, MostChildren).Select(number => one.Children.ElementAtOrDefault(number).ExternalId),
            Profile.Teacher or Profile.Personnel or Profile.Guest => Enumerable.Empty<string?>(),
        },
    ];

    /// <summary>06 39 98 12 34, as French secretariats write it.</summary>
    private static string? National(string? mobile) => mobile is null ? null : string.Join(' ', $"0{mobile.AsSpan(3)}".Chunk(2).Select(two => new string(two)));
}
