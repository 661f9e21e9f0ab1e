//! Which column is which: names, the target, what is dropped.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::error::{Asked, Columns, DataError, LeftOut};
use super::options::{Part, ReadOptions, Takes};
use crate::text::nearest;

/// The part a column of the file plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Feature,
    Target,
    /// It says which rows belong together.
    Groups,
    /// It says how much a row counts.
    Weights,
    Dropped,
}

/// Whether the values of a column are names, numbers among them: `01` is another than `1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    No,
    /// Of categories. Where all are true and false, these are spelled alike.
    Categories,
    /// Texts as a model has learnt them, which are found as they are written.
    AsWritten,
}

/// Gives blank names one, and repeated names a number as pandas does, so that a name finds one column: the
/// second `a` is `a.1`, unless a column is named so.
pub(super) fn unique_names(raw: Vec<String>) -> Vec<String> {
    let (blank, named): (Vec<usize>, Vec<usize>) = (0..raw.len()).partition(|&index| raw[index].is_empty());
    let names = raw.into_iter().enumerate();
    let mut names: Vec<String> = names
        .map(|(index, name)| {
            if name.is_empty() {
                format!("x{index}")
            } else {
                name
            }
        })
        .collect();
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    // How often each has come, and the number for the next: thousands of names that clash then stay cheap.
    let mut counts: HashMap<String, usize> = HashMap::new();
    // A column that is named so keeps its name.
    for index in named.into_iter().chain(blank) {
        let name = names[index].clone();
        let count = counts.entry(name.clone()).or_default();
        if *count > 0 {
            names[index] = loop {
                let fresh = format!("{name}.{count}");
                *count += 1;
                if taken.insert(fresh.clone()) {
                    break fresh;
                }
            };
            counts.insert(names[index].clone(), 1);
        } else {
            *count = 1;
        }
    }
    names
}

/// The last column that is not to be left out.
pub(super) fn last_left(raw: &[String], options: &ReadOptions) -> Option<String> {
    let names = unique_names(raw.iter().map(|name| name.trim().to_owned()).collect());
    let left_out = options.drop.iter().chain(&options.index);
    let left_out = left_out.chain(&options.groups).chain(&options.weights);
    let places = places(&names);
    let left_out: BTreeSet<usize> = left_out.filter_map(|wanted| find(&places, wanted)).collect();
    let last = (0..names.len()).rev().find(|index| !left_out.contains(index))?;
    names.into_iter().nth(last)
}

/// What each column is, as the options say.
pub(super) fn roles(path: &str, names: &[String], options: &ReadOptions) -> Result<Vec<Role>, DataError> {
    let places = places(names);
    let find = |wanted: &str| find(&places, wanted);
    let unknown = |asked, name: &str| unknown(path, names, asked, name);
    let mut roles = vec![Role::Feature; names.len()];
    let index = options.index.iter().map(|column| (Asked::Index, column));
    let dropped = options.drop.iter().map(|column| (Asked::Drop, column));
    let of_target = options.part == Part::Target;
    for (asked, wanted) in dropped.chain(index) {
        let found = match of_target {
            true => beside_target(&places, asked, wanted, options),
            false => find(wanted),
        };
        match found {
            Some(index) => roles[index] = Role::Dropped,
            None if of_target || is_absent_target(wanted, options) => {}
            None => return Err(unknown(asked, wanted)),
        }
    }
    let centered = options.center.iter().filter(|(_, offset)| offset.is_none());
    for (wanted, _) in centered {
        if find(wanted).is_some_and(|index| roles[index] == Role::Dropped) {
            return Err(DataError::NotCenterable {
                path: path.to_owned(),
                column: wanted.clone(),
            });
        }
    }
    if let Some(wanted) = options.groups.as_ref().filter(|_| !of_target) {
        let index = groups_at(path, names, wanted)?;
        if roles[index] == Role::Dropped {
            return Err(two_parts(path, &names[index], false));
        }
        roles[index] = Role::Groups;
    }
    if let Some(wanted) = options.weights.as_ref().filter(|_| !of_target) {
        let index = weights_at(path, names, wanted)?;
        let other = match roles[index] {
            Role::Dropped => Some("left out"),
            Role::Groups => Some("the column of the groups"),
            Role::Feature | Role::Target | Role::Weights => None,
        };
        if let Some(other) = other {
            return Err(no_weights(path, &names[index], other));
        }
        roles[index] = Role::Weights;
    }
    match &options.target {
        _ if options.part == Part::Features => {}
        None if options.part == Part::Target => return only_target(path, names, roles, options),
        Some(wanted) => match find(wanted) {
            Some(index) if roles[index] == Role::Dropped => {
                return Err(DataError::DroppedTarget {
                    path: path.to_owned(),
                    column: names[index].clone(),
                });
            }
            Some(index) if roles[index] == Role::Groups => return Err(two_parts(path, &names[index], true)),
            Some(index) if roles[index] == Role::Weights => {
                return Err(no_weights(path, &names[index], "the target"));
            }
            Some(index) if !options.more_targets.is_empty() => {
                roles[index] = Role::Target;
                more_targets(path, names, &mut roles, options)?;
            }
            Some(index) => {
                if options.part == Part::Target {
                    roles.fill(Role::Dropped);
                }
                roles[index] = Role::Target;
            }
            None if options.target_required || options.part == Part::Target => {
                return Err(unknown(Asked::Target, wanted));
            }
            None if !options.more_targets.is_empty() => more_targets(path, names, &mut roles, options)?,
            None => {}
        },
        None if options.target_required => {
            if let Some(last) = roles.iter().rposition(|r| *r == Role::Feature) {
                roles[last] = Role::Target;
            }
        }
        None => {}
    }
    if !of_target {
        has_features(path, &roles, options)?;
    }
    Ok(roles)
}

/// The targets beside the first.
fn more_targets(
    path: &str,
    names: &[String],
    roles: &mut [Role],
    options: &ReadOptions,
) -> Result<(), DataError> {
    let places = places(names);
    for wanted in &options.more_targets {
        let (path, column) = (path.to_owned(), |index: usize| names[index].clone());
        match find(&places, wanted) {
            Some(index) => match roles[index] {
                Role::Feature => roles[index] = Role::Target,
                Role::Target => {
                    let column = column(index);
                    return Err(DataError::SameTarget { path, column });
                }
                Role::Groups => return Err(two_parts(&path, &names[index], true)),
                Role::Weights => return Err(no_weights(&path, &names[index], "the target")),
                Role::Dropped => {
                    let column = column(index);
                    return Err(DataError::DroppedTarget { path, column });
                }
            },
            None if options.target_required => return Err(unknown(&path, names, Asked::Target, wanted)),
            None => {}
        }
    }
    Ok(())
}

/// An error where there is no feature.
pub(super) fn has_features(path: &str, roles: &[Role], options: &ReadOptions) -> Result<(), DataError> {
    if roles.contains(&Role::Feature) {
        return Ok(());
    }
    Err(DataError::NoFeatures {
        path: path.to_owned(),
        left_out: match (roles.contains(&Role::Dropped), options.drop.is_empty()) {
            (false, _) if roles.contains(&Role::Groups) => Some(LeftOut::Groups),
            (false, _) => roles.contains(&Role::Weights).then_some(LeftOut::Weights),
            (true, false) => Some(LeftOut::Dropped),
            (true, true) => Some(LeftOut::Index),
        },
        delimited: false,
        before: None,
        blanks: None,
    })
}

/// Where the column stands that says which rows belong together.
pub(super) fn groups_at(path: &str, names: &[String], wanted: &str) -> Result<usize, DataError> {
    find(&places(names), wanted).ok_or_else(|| unknown(path, names, Asked::Groups, wanted))
}

/// Where the column stands that says how much a row counts.
pub(super) fn weights_at(path: &str, names: &[String], wanted: &str) -> Result<usize, DataError> {
    find(&places(names), wanted).ok_or_else(|| unknown(path, names, Asked::Weights, wanted))
}

/// That the column of the weights is something else too.
pub(super) fn no_weights(path: &str, column: &str, other: &'static str) -> DataError {
    DataError::NoWeights {
        path: path.to_owned(),
        column: column.to_owned(),
        other,
    }
}

/// That the column of the groups is the target too, or left out.
fn two_parts(path: &str, column: &str, target: bool) -> DataError {
    DataError::NoGroups {
        path: path.to_owned(),
        column: column.to_owned(),
        target,
    }
}

/// Whether it is the target of the model that is to answer, which need not be there: what is left out of rows
/// with their labels is left out of those without.
fn is_absent_target(wanted: &str, options: &ReadOptions) -> bool {
    !options.target_required && options.trained_target.as_deref() == Some(wanted)
}

/// Where a column that is to be left out stands in the file that has the target, if it does: what was asked for
/// may be a column of the features' file alone, as is a position, but for that of an index beside the target.
fn beside_target(
    places: &HashMap<&str, usize>,
    asked: Asked,
    wanted: &str,
    options: &ReadOptions,
) -> Option<usize> {
    let found = match asked {
        Asked::Index => find(places, wanted),
        _ => places.get(wanted).copied(),
    };
    let target = options.target.as_deref().and_then(|target| find(places, target));
    found.filter(|_| places.len() > 1 && found != target)
}

fn unknown(path: &str, names: &[String], asked: Asked, name: &str) -> DataError {
    DataError::UnknownColumn {
        path: path.to_owned(),
        asked,
        name: name.to_owned(),
        nearest: nearest(name, names.iter().map(String::as_str)).map(str::to_owned),
        columns: Columns::of(names.iter().map(String::as_str)),
        before: None,
    }
}

/// Which columns have names for values, as the options say, or the model that is to answer; `named` where the file
/// has names for its columns.
pub(super) fn names_in(
    path: &str,
    names: &[String],
    roles: &[Role],
    (named, options): (bool, &ReadOptions),
) -> Result<Vec<Names>, DataError> {
    let target = |role: &Role| match *role == Role::Target && options.has_trained_texts() {
        true => Names::AsWritten,
        false => Names::No,
    };
    let mut of_names: Vec<Names> = roles.iter().map(target).collect();
    // another file has the features
    if options.part == Part::Target {
        return Ok(of_names);
    }
    for (of_names, role) in of_names.iter_mut().zip(roles) {
        if *role == Role::Groups {
            *of_names = Names::Categories;
        }
    }
    let places = places(names);
    for wanted in &options.categories {
        match find(&places, wanted) {
            Some(index) if roles[index] == Role::Feature => of_names[index] = Names::Categories,
            Some(index) => {
                return Err(DataError::NoCategories {
                    path: path.to_owned(),
                    column: names[index].clone(),
                    target: roles[index] == Role::Target,
                });
            }
            None => return Err(unknown(path, names, Asked::Categories, wanted)),
        }
    }
    let Some(learnt) = &options.learnt else {
        return Ok(of_names);
    };
    let features: Vec<usize> = (0..names.len())
        .filter(|&index| roles[index] == Role::Feature)
        .collect();
    let of_features: Vec<&str> = features.iter().map(|&index| names[index].as_str()).collect();
    let takes = learnt.takes(&of_features, named, options.trained_target.as_deref());
    for (index, takes) in features.into_iter().zip(takes) {
        if takes == Takes::Categories {
            of_names[index] = Names::AsWritten;
        }
    }
    Ok(of_names)
}

/// The one column that is left, as the target.
fn only_target(
    path: &str,
    names: &[String],
    mut roles: Vec<Role>,
    options: &ReadOptions,
) -> Result<Vec<Role>, DataError> {
    let left = (0..roles.len()).filter(|&index| roles[index] == Role::Feature);
    match left.collect::<Vec<_>>().as_slice() {
        &[index] => roles[index] = Role::Target,
        left => {
            return Err(DataError::SeveralTargets {
                path: path.to_owned(),
                columns: left.iter().map(|&index| names[index].clone()).collect(),
                // pandas gives an index no name
                index: left == [0, 1] && options.header && ["x0", "Unnamed: 0"].contains(&names[0].as_str()),
            });
        }
    }
    Ok(roles)
}

/// Where each name stands.
fn places(names: &[String]) -> HashMap<&str, usize> {
    names.iter().map(String::as_str).zip(0..).collect()
}

/// By name, else by index from 0: a column may well be named `2`.
fn find(places: &HashMap<&str, usize>, wanted: &str) -> Option<usize> {
    let by_name = places.get(wanted).copied();
    by_name.or_else(|| wanted.parse().ok().filter(|i| *i < places.len()))
}
