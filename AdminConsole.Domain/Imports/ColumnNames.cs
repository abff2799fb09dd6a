using System.Collections.Frozen;
using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Imports;

/// <summary>
/// What columns are called in the files that schools have, in French and English, folded: neither case, accents, blanks nor signs count. Taken from the exports of Siècle, Pronote, EDT, Onde and
/// the ENT that are in use.
/// </summary>
internal static class ColumnNames
{
    private static readonly (ImportField Field, string[] Names)[] Table =
    [
        (ImportField.ExternalId, ["identifiant externe", "id externe", "idext", "id ext", "id", "identifiant", "external id", "externalid", "numero interne", "num interne", "id siecle", "siecle", "elenoet", "eleid", "id eleve", "ideleve", "numero eleve", "identifiant eleve", "id parent", "idparent", "id responsable", "person id", "student id", "source id", "sourcedid", "id enseignant", "id personnel", "matricule", "attachement id", "attachment id"]),
        (ImportField.NationalId, ["ine", "numero national", "num national", "identifiant national", "identifiant national eleve", "national id", "code ine", "numero ine", "bea", "rne eleve", "numen", "idpn"]),
        (ImportField.FamilyName, ["nom", "nom de famille", "nom famille", "nom patronymique", "nom eleve", "nom de l eleve", "nom responsable", "nom parent", "nom enseignant", "nom naissance", "nom de naissance", "last name", "lastname", "family name", "familyname", "surname", "name"]),
        (ImportField.GivenName, ["prenom", "prenoms", "prenom 1", "prenom eleve", "prenom de l eleve", "prenom responsable", "prenom parent", "prenom enseignant", "first name", "firstname", "given name", "givenname", "forename"]),
        (ImportField.UsageName, ["nom d usage", "nom usage", "nom usuel", "nom marital", "nom d epouse", "usage name", "preferred last name", "married name"]),
        (ImportField.Civility, ["civilite", "titre", "title", "civility", "lb civilite", "sexe", "genre", "gender"]),
        (ImportField.BirthDate, ["date de naissance", "date naissance", "naissance", "ne le", "nee le", "ne e le", "date nais", "date naiss", "ddn", "birth date", "birthdate", "date of birth", "dob", "birthday"]),
        (ImportField.Profile, ["profil", "profile", "type", "type de compte", "categorie", "role", "user type"]),
        (ImportField.Uai, ["uai", "rne", "code uai", "code rne", "uai etablissement", "etablissement", "code etablissement", "numero uai", "school", "school code", "structure"]),
        (ImportField.ClassName, ["classe", "classes", "division", "divisions", "code structure", "libelle classe", "code classe", "classe eleve", "class", "class name", "classname", "form", "groupe classe"]),
        (ImportField.Email, ["courriel", "mail", "email", "e mail", "mel", "adresse mail", "adresse email", "adresse e mail", "adresse electronique", "courrier electronique", "adresse courriel", "mail personnel", "courriel personnel", "email address", "mail responsable"]),
        (ImportField.Mobile, ["telephone portable", "tel portable", "portable", "mobile", "tel mobile", "telephone mobile", "numero portable", "gsm", "mobile phone", "cell phone", "cell", "tel port"]),
        (ImportField.Phone, ["telephone", "tel", "telephone personnel", "tel personnel", "telephone domicile", "tel domicile", "telephone fixe", "phone", "phone number", "home phone", "telephone professionnel", "tel pro", "work phone"]),
        (ImportField.Language, ["langue", "language", "lang"]),
        (ImportField.ChildExternalId, ["id enfant", "idenfant", "identifiant enfant", "id externe enfant", "identifiant externe enfant", "id eleve enfant", "enfant", "enfants", "child id", "child external id", "eleve rattache", "id enfants", "eleve"]),
        (ImportField.ChildFamilyName, ["nom enfant", "nom de l enfant", "nom de famille enfant", "child last name", "child family name", "child surname"]),
        (ImportField.ChildGivenName, ["prenom enfant", "prenom de l enfant", "child first name", "child given name"]),
        (ImportField.ChildBirthDate, ["date de naissance enfant", "naissance enfant", "date naissance enfant", "child birth date", "child date of birth"]),
        (ImportField.ChildClassName, ["classe enfant", "classe de l enfant", "division enfant", "child class"]),
    ];

    private static readonly FrozenDictionary<string, ImportField> ByName = Table.SelectMany(row => row.Names.Select(name => (Key(name), row.Field)))
        .DistinctBy(pair => pair.Item1).ToFrozenDictionary(pair => pair.Item1, pair => pair.Field, StringComparer.Ordinal);

    /// <summary>The header without what does not count, blanks included.</summary>
    public static string Key(string header) => Folding.Fold(header).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>What the header means by itself; <see cref="ImportField.Ignored"/> for an unknown one. « Nom enfant 2 » means what « Nom enfant » means.</summary>
    public static ImportField Of(string header)
    {
        var key = Key(header);
        return ByName.TryGetValue(key, out var field) || ByName.TryGetValue(key.TrimEnd("0123456789".ToCharArray()), out field) ? field : ImportField.Ignored;
    }
}
